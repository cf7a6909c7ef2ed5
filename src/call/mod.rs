//! The parts of a call: action, instruments, levels.

use crate::Slots;
use crate::families::guards::Scene;
use crate::families::matcher::Hit;

/// Reads the parts of the call that `hit` found, as spans in bytes of the block's text.
pub(crate) fn slots(scene: &Scene<'_>, hit: &Hit) -> Slots {
    let s = &scene.sentence;
    let mut instruments = Vec::new();
    let mut at = s.lead;
    while at < s.tail {
        let run = (at..s.tail).take_while(|i| s.is_instrument(*i)).count();
        if run > 0 {
            instruments.push(s.bytes(at..at + run));
        }
        at += run.max(1);
    }
    let action = hit
        .cues
        .iter()
        .flatten()
        .next()
        .map(|(start, end)| s.bytes(*start as usize..*end as usize));
    Slots {
        action,
        instruments,
        ..Slots::default()
    }
}
