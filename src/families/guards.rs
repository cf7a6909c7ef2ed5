//! Guards: tests of the context of a match that keep a family from firing where its words mean something else.

use super::matcher::{Hit, Sentence};
use super::{class, evidence};
use crate::Role;
use crate::families::kind::Kind;
use crate::text::token::{Shape, Token};

/// The guards that are code. [`Guard::Evidence`] stands for every entry of `en/evidence.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // a guard that no family uses at the moment is still part of the language
pub(crate) enum Guard {
    Fin,
    FinHere,
    Promo,
    Inst,
    InstNear,
    Obj,
    Imp,
    Second,
    First,
    Corp,
    Past,
    Quote,
    Neg,
    Num,
    Head,
    Question,
    Frag,
    Self_,
    Evidence(u8),
}

/// Evidence about markets, counted: 2 for each strong sign, 1 for each weak one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Relevance {
    /// In the sentence itself.
    pub(crate) here: u32,
    /// In the two sentences before and the one after.
    pub(crate) around: u32,
    /// The page as a whole is about markets.
    pub(crate) page: bool,
    /// A sign of a promotion stands in the sentence or in one of those around it.
    pub(crate) promo: bool,
}

impl Relevance {
    /// Two weak signs or one strong one, in the sentence or beside it, or a page about markets.
    pub(crate) fn is_fin(&self) -> bool {
        self.page || self.here + self.around >= 2
    }
}

/// A sentence in its surroundings.
pub(crate) struct Scene<'t> {
    pub(crate) sentence: Sentence<'t>,
    pub(crate) role: Role,
    pub(crate) relevance: Relevance,
    /// All evidence in the sentence.
    pub(crate) evidence: u32,
}

/// Who does what the match says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    First,
    Second,
    Third,
    None,
}

impl Scene<'_> {
    /// Whether the guard holds for the match.
    pub(crate) fn holds(&self, guard: Guard, hit: &Hit) -> bool {
        let s = &self.sentence;
        match guard {
            Guard::Fin => self.relevance.is_fin(),
            Guard::FinHere => {
                self.relevance.here >= 2 || (self.relevance.here == 1 && self.relevance.page)
            }
            Guard::Promo => self.relevance.promo,
            Guard::Inst => (s.start..s.end).any(|at| s.is_instrument(at)),
            Guard::InstNear => (hit.start.saturating_sub(5).max(s.start)..(hit.end + 5).min(s.end))
                .any(|at| s.is_instrument(at)),
            Guard::Obj => self.has_object(hit),
            Guard::Imp => self.is_imperative(hit),
            Guard::Second => self.subject(hit) == Subject::Second,
            Guard::First => self.subject(hit) == Subject::First,
            Guard::Corp => self.subject(hit) == Subject::Third,
            Guard::Past => self.is_past(hit),
            Guard::Quote => self.is_quoted(hit),
            Guard::Neg => (hit.start.saturating_sub(3).max(s.start)..hit.start)
                .any(|at| s.token(at).is_in(class::NEGATOR)),
            Guard::Num => (s.start..s.end).any(|at| s.is_kind(at, Kind::Price)),
            Guard::Head => self.role == Role::Heading || self.is_headline(),
            Guard::Question => s.end > s.start && (s.tail..s.end).any(|at| s.folded(at) == "?"),
            Guard::Frag => s.tail - s.lead <= 6,
            Guard::Self_ => (s.start..hit.end).any(|at| s.token(at).is_in(class::SELF_SUBJECT)),
            Guard::Evidence(bit) => self.evidence & (1 << bit) != 0,
        }
    }

    fn has_object(&self, hit: &Hit) -> bool {
        let s = &self.sentence;
        (hit.start..(hit.end + 5).min(s.end))
            .take_while(|at| *at < hit.end || !s.parts_clauses(*at))
            .any(|at| s.is_instrument(at) || s.token(at).evidence & evidence::TRADE_NOUN != 0)
    }

    /// Where an imperative can stand: a clause begins here, or an opener stands before (*just, please, don't, time to* …).
    fn is_imperative(&self, hit: &Hit) -> bool {
        let s = &self.sentence;
        let mut at = hit.start;
        loop {
            if s.begins_clause(at) {
                return true;
            }
            let before = s.token(at - 1);
            // *to* opens one only in fixed frames: time to buy, it's time to, don't forget to
            if s.folded(at - 1) == "to" {
                return at >= 2
                    && matches!(
                        s.folded(at - 2),
                        "time"
                            | "chance"
                            | "opportunity"
                            | "forget"
                            | "moment"
                            | "place"
                            | "sure"
                            | "ready"
                    );
            }
            if !before.is_in(class::IMP_OPENER) {
                return false;
            }
            at -= 1;
        }
    }

    /// The nearest subject before the match, in its clause.
    fn subject(&self, hit: &Hit) -> Subject {
        let s = &self.sentence;
        let floor = hit.start.saturating_sub(8).max(s.lead);
        let mut plain_word = false;
        for at in (floor..hit.start).rev() {
            let token = s.token(at);
            if s.parts_clauses(at) || s.folded(at) == "\"" {
                break;
            }
            if token.is_in(class::FIRST) {
                return Subject::First;
            }
            if token.is_in(class::SECOND) {
                return Subject::Second;
            }
            if token.is_in(class::CLAUSE_OPENER) {
                break;
            }
            let skipped = token.is_in(class::ADV)
                || token.is_in(class::AUX)
                || token.is_in(class::NEGATOR)
                || token.is_in(class::IMP_OPENER);
            plain_word |= !skipped
                && matches!(
                    token.shape,
                    Shape::Word | Shape::Cashtag | Shape::Mention | Shape::Hashtag
                );
            if plain_word && at + 3 < hit.start {
                break;
            }
        }
        if plain_word {
            Subject::Third
        } else {
            Subject::None
        }
    }

    /// A past verb together with a past time, or told of a third person.
    fn is_past(&self, hit: &Hit) -> bool {
        let s = &self.sentence;
        let past_verb = |token: &Token, at: usize| {
            token.is_in(class::PAST_VERB)
                || (token.shape == Shape::Word
                    && s.folded(at).len() > 4
                    && s.folded(at).ends_with("ed"))
        };
        let told = (s.lead..s.tail).any(|at| past_verb(s.token(at), at));
        let dated = self.evidence & evidence::PAST_TIME != 0;
        told && (dated || self.subject(hit) == Subject::Third)
    }

    fn is_quoted(&self, hit: &Hit) -> bool {
        let s = &self.sentence;
        let is_quote = |at: &usize| {
            s.folded(*at) == "\"" || (s.folded(*at) == "'" && s.token(*at).shape == Shape::Punct)
        };
        let before = (s.start..hit.start).filter(is_quote).count();
        let after = (hit.end..s.end).filter(is_quote).count();
        let mention =
            (hit.end..(hit.end + 2).min(s.end)).any(|at| s.token(at).is_in(class::QUOTE_NOUN));
        (before % 2 == 1 && after > 0) || mention
    }

    /// Written like a headline: most words capitalised, no full stop.
    fn is_headline(&self) -> bool {
        let s = &self.sentence;
        if s.tail < s.end && s.folded(s.end - 1) == "." {
            return false;
        }
        let words = (s.lead..s.tail)
            .map(|at| s.token(at))
            .filter(|t| t.shape == Shape::Word && t.end - t.start > 3);
        let (all, capitalised) = words.fold((0, 0), |(all, n), t| {
            (all + 1, n + usize::from(t.is_capitalised()))
        });
        all >= 4 && capitalised * 5 >= all * 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::token::Tokens;

    /// Whether the guard holds for the words between `*` in the text, read as one sentence.
    fn holds(guard: Guard, marked: &str) -> bool {
        let text = marked.replace('*', "");
        let from = marked.find('*').expect("a match is marked");
        let to = marked.rfind('*').expect("a match is marked") - 1;
        let mut tokens = Tokens::read(&text);
        let all = 0..tokens.list.len();
        for (start, end, bit) in Sentence::new(&text, &tokens, all.clone()).evidence() {
            for token in &mut tokens.list[start..end] {
                token.evidence |= bit;
            }
        }
        let at = |byte: usize| {
            tokens
                .list
                .iter()
                .position(|t| t.start as usize == byte)
                .expect("a token begins there")
        };
        let after = tokens
            .list
            .iter()
            .position(|t| t.start as usize >= to)
            .unwrap_or(all.end);
        let hit = Hit {
            pattern: 0,
            start: at(from),
            end: after,
            cues: [None, None],
        };
        let evidence = tokens.list.iter().fold(0, |all, t| all | t.evidence);
        let scene = Scene {
            sentence: Sentence::new(&text, &tokens, all),
            role: Role::Body,
            relevance: Relevance::default(),
            evidence,
        };
        scene.holds(guard, &hit)
    }

    #[test]
    fn each_guard_tells_its_two_sides_apart() {
        let cases = [
            (
                Guard::Imp,
                "*Buy* the dip.",
                "The fund would *buy* the dip.",
            ),
            (
                Guard::Imp,
                "It fell, so just *buy* it.",
                "He wants to *buy* it.",
            ),
            (Guard::Imp, "Time to *sell*.", "They have to *sell*."),
            (Guard::Obj, "*Buy* some $LUMO now.", "*Buy* some bread now."),
            (Guard::Obj, "*Buy* the dip.", "*Buy* bread, not $LUMO."),
            (Guard::Inst, "$LUMO: time to *go*.", "Time to *go*."),
            (
                Guard::InstNear,
                "*Go* with bitcoin.",
                "*Go* where the road by the river has a bend, bitcoin.",
            ),
            (Guard::First, "I will *buy* more.", "They will *buy* more."),
            (
                Guard::Second,
                "You should *buy* more.",
                "I should *buy* more.",
            ),
            (
                Guard::Corp,
                "The chain will *buy* forty stores.",
                "*Buy* forty shares.",
            ),
            (
                Guard::Past,
                "In 2017 he *bought* coins and waited.",
                "*Buy* coins and wait.",
            ),
            (
                Guard::Quote,
                "He said \"*buy* it\" and left.",
                "He said *buy* it and left.",
            ),
            (
                Guard::Quote,
                "The *diamond hands* meme is old.",
                "The *diamond hands* are old.",
            ),
            (Guard::Neg, "Do not ever *sell*.", "Do *sell*."),
            (Guard::Num, "*Buy* below 142.", "*Buy* in May 2027."),
            (
                Guard::Head,
                "Five Quiet Stocks To *Buy* Before Summer",
                "Five stocks to *buy* before the summer.",
            ),
            (Guard::Question, "Should you *buy*?", "You should *buy*."),
            (
                Guard::Frag,
                "Strong *buy*.",
                "It is a strong *buy* for all of us here.",
            ),
            (
                Guard::Self_,
                "This page may *hold* errors.",
                "Halden may *hold* errors.",
            ),
        ];
        for (guard, with, without) in cases {
            assert!(holds(guard, with), "{guard:?} should hold: {with}");
            assert!(
                !holds(guard, without),
                "{guard:?} should not hold: {without}"
            );
        }
    }

    #[test]
    fn relevance_asks_for_one_strong_or_several_weak_signs() {
        let relevance = |here, around, page| {
            Relevance {
                here,
                around,
                page,
                promo: false,
            }
            .is_fin()
        };
        assert!(relevance(2, 0, false) && relevance(1, 2, false) && relevance(0, 0, true));
        assert!(!relevance(1, 0, false) && !relevance(0, 1, false));
        assert!(relevance(1, 1, false) && relevance(0, 2, false));
    }

    #[test]
    fn a_promotion_reaches_the_lines_around_it() {
        let kept = |text: &str| {
            crate::Engine::new()
                .explain(text, &crate::Page::default())
                .last()
                .is_some_and(|e| {
                    e.fired
                        .iter()
                        .any(|f| f.family == "C-48" && f.dropped.is_none())
                })
        };
        let between = |lines| format!("Free signals.\n{}Hurry!", "It is calm.\n".repeat(lines));
        assert!(kept(&between(0)) && kept(&between(5)));
        assert!(!kept(&between(6)) && !kept("It is calm.\nHurry!"));
    }
}
