//! From matches to a verdict: probability, sub-type, force, direction, severity.

use crate::families::guards::Scene;
use crate::families::matcher::Hit;
use crate::families::{PATTERNS, Pattern, evidence};
use crate::text::token::Shape;
use crate::{Direction, Finding, Force, Holder, Label, Subtype};

/// The least weight of a pattern that can decide by itself.
pub(crate) const ALONE: f32 = 0.5;

fn pattern(hit: &Hit) -> &'static Pattern {
    &PATTERNS[usize::from(hit.pattern)]
}

/// What the matches that speak for a label make of it, taken as independent; a family counts once.
pub(crate) fn probability<'h>(hits: impl Iterator<Item = &'h Hit> + Clone) -> f32 {
    let mut against = 1.0;
    for (i, hit) in hits.clone().enumerate() {
        let (family, weight) = (pattern(hit).family, pattern(hit).weight);
        let heavier = hits.clone().enumerate().any(|(j, other)| {
            let other = pattern(other);
            other.family == family && (other.weight > weight || (other.weight == weight && j < i))
        });
        if !heavier {
            against *= 1.0 - weight;
        }
    }
    1.0 - against
}

/// The order in which sub-types of a label go before each other (GUIDE §4); lower goes first.
pub(crate) fn rank(subtype: Subtype) -> u8 {
    use Subtype::*;
    match subtype {
        S4 | D6 | C5 => 0,
        S5 | D5 | C6 => 1,
        S7 | D7 | C7 => 2,
        S8 | D8 | C1 | C2 | C4 => 3,
        S2 | D4 | C3 => 4,
        S3 | D2 | C8 => 5,
        S1 | D3 => 6,
        S6 | D1 => 7,
        S0 | D0 | C0 => 8,
    }
}

/// The match that decides: the first in rank whose sub-type could stand alone, or else the one with the most weight.
pub(crate) fn primary<'h>(hits: impl Iterator<Item = &'h Hit> + Clone) -> Option<&'h Hit> {
    let strong = hits.clone().filter(|h| pattern(h).weight >= ALONE);
    let by_rank = strong.min_by(|a, b| {
        let (pa, pb) = (pattern(a), pattern(b));
        // Among equals the first in the text leads (buy, then sell), then the heavier.
        rank(pa.subtype)
            .cmp(&rank(pb.subtype))
            .then(a.start.cmp(&b.start))
            .then(pb.weight.total_cmp(&pa.weight))
    });
    by_rank.or_else(|| hits.max_by(|a, b| pattern(a).weight.total_cmp(&pattern(b).weight)))
}

/// One overt hedge makes a guess hedged; a call has the force of the match that decides.
pub(crate) fn force<'h>(
    mut hits: impl Iterator<Item = &'h Hit>,
    primary: &Pattern,
) -> Option<Force> {
    match primary.subtype.label() {
        Label::Speculation if hits.any(|h| pattern(h).force == Some(Force::Hedged)) => {
            Some(Force::Hedged)
        }
        _ => primary.force,
    }
}

/// Where the call points: as the deciding pattern says, or any other that speaks for the label.
pub(crate) fn direction<'h>(
    hits: impl Iterator<Item = &'h Hit>,
    primary: &Pattern,
) -> Option<Direction> {
    let fallback = match primary.subtype {
        Subtype::C1 => Some(Direction::Bull),
        Subtype::C2 | Subtype::C4 => Some(Direction::Bear),
        _ => None,
    };
    primary
        .direction
        .or_else(|| hits.map(pattern).find_map(|p| p.direction))
        .or(fallback)
        .or(Some(Direction::Neutral))
}

/// Sets the severity of the findings of one sentence (TAXONOMY §5), 0 to 3.
pub(crate) fn severity(
    scene: &Scene<'_>,
    findings: &mut [Finding],
    patterns: impl Iterator<Item = &'static Pattern> + Clone,
) {
    let has = |bit| scene.evidence & bit != 0;
    let unsourced = findings
        .iter()
        .any(|f| matches!(f.subtype, Subtype::S4 | Subtype::S5));
    let leverage = (scene.sentence.start..scene.sentence.end).any(|at| {
        let token = scene.sentence.token(at);
        token.shape == Shape::Multiple
            && scene
                .sentence
                .folded(at)
                .trim_end_matches('x')
                .parse::<f32>()
                .is_ok_and(|x| x >= 5.0)
    });
    for finding in findings {
        let base: i8 = match finding.subtype {
            Subtype::S1 | Subtype::S2 if finding.force == Some(Force::Bare) => 2,
            Subtype::S4
            | Subtype::S5
            | Subtype::D5
            | Subtype::D6
            | Subtype::C1
            | Subtype::C2
            | Subtype::C5
            | Subtype::C7 => 2,
            Subtype::D1 | Subtype::D2 | Subtype::D3 | Subtype::D4 | Subtype::D7 | Subtype::D8 => 0,
            _ => 1,
        };
        let own = patterns
            .clone()
            .filter(|p| p.subtype.label() == finding.label);
        let mut severity = base + own.map(|p| p.severity).max_by_key(|s| s.abs()).unwrap_or(0);
        if finding.label != Label::Disclaimer {
            severity += i8::from(has(evidence::BOOSTER));
            let is_call = finding.label == Label::Call;
            severity += i8::from(is_call && has(evidence::URGENCY));
            severity += i8::from(is_call && unsourced);
            severity +=
                i8::from(finding.subtype == Subtype::C5 && (leverage || has(evidence::OPTION)));
            let quieter = finding.holder == Holder::Reported || finding.force == Some(Force::Soft);
            severity -= i8::from(quieter);
        } else if base == 0 {
            severity = 0;
        }
        finding.severity = severity.clamp(0, 3) as u8;
    }
}
