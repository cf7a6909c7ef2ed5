//! Adds up summaries, so that a file of a million records is summed without being held.
//!
//! Repeated sentences are told apart within a passage only, and a disclosure covers only the passage it stands in.

use std::collections::HashMap;

use saltgrain::summary::{CallGroup, Levels, UnreadCount};
use saltgrain::{Direction, Holder, Summary};

#[derive(Default)]
pub struct Totals {
    sum: Summary,
    /// Calls by what they agree in, and the order in which each group was first seen.
    groups: HashMap<(Option<String>, Direction, Holder), (usize, usize)>,
    unread: HashMap<String, (usize, usize)>,
}

impl Totals {
    pub fn add(&mut self, part: &Summary) {
        let sum = &mut self.sum;
        sum.sentences += part.sentences;
        sum.marked += part.marked;
        sum.several += part.several;
        for (count, more) in [
            (&mut sum.labels.speculation, &part.labels.speculation),
            (&mut sum.labels.disclaimer, &part.labels.disclaimer),
            (&mut sum.labels.call, &part.labels.call),
        ] {
            count.count += more.count;
            count.alone += more.alone;
        }
        for (subtype, count) in &part.subtypes {
            *sum.subtypes.entry(*subtype).or_default() += count;
        }
        sum.speculation.hedged += part.speculation.hedged;
        sum.speculation.bare += part.speculation.bare;
        sum.calls.author += part.calls.author;
        sum.calls.reported += part.calls.reported;
        sum.calls.directions.bull += part.calls.directions.bull;
        sum.calls.directions.bear += part.calls.directions.bear;
        sum.calls.directions.neutral += part.calls.directions.neutral;
        sum.undisclosed_calls += part.undisclosed_calls;
        sum.disclaimer_beside_call |= part.disclaimer_beside_call;
        sum.severity = sum.severity.max(part.severity);
        for group in &part.calls.groups {
            let order = self.groups.len();
            let key = (group.instrument.clone(), group.direction, group.holder);
            self.groups.entry(key).or_insert((order, 0)).1 += group.count;
        }
        for unread in &part.unread {
            let order = self.unread.len();
            self.unread
                .entry(unread.reason.clone())
                .or_insert((order, 0))
                .1 += unread.count;
        }
    }

    /// The sum of all that was added.
    pub fn summary(&self) -> Summary {
        let mut sum = self.sum.clone();
        let sentences = sum.sentences.max(1) as f32;
        for count in [
            &mut sum.labels.speculation,
            &mut sum.labels.disclaimer,
            &mut sum.labels.call,
        ] {
            count.share = count.count as f32 / sentences;
        }
        sum.calls.groups = most_frequent_first(&self.groups)
            .map(|((instrument, direction, holder), count)| CallGroup {
                instrument: instrument.clone(),
                direction: *direction,
                holder: *holder,
                count,
                // The prices of a file of records are no set-up any more.
                levels: Levels::default(),
            })
            .collect();
        sum.unread = most_frequent_first(&self.unread)
            .map(|(reason, count)| UnreadCount {
                reason: reason.clone(),
                count,
            })
            .collect();
        sum
    }
}

/// The most frequent first; equally frequent ones in the order in which they were seen.
fn most_frequent_first<K>(
    counts: &HashMap<K, (usize, usize)>,
) -> impl Iterator<Item = (&K, usize)> {
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(_, (order, count))| (std::cmp::Reverse(*count), *order));
    sorted.into_iter().map(|(key, (_, count))| (key, *count))
}
