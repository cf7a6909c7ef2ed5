//! Families that the reader switched off.

use super::{FAMILIES, Pattern};

/// Which families are not looked for: by index, or empty for none.
#[derive(Clone, Debug, Default)]
pub(crate) struct FamiliesOff(Vec<bool>);

impl FamiliesOff {
    /// Takes ids; those that no family has mean nothing.
    pub(crate) fn new<'i>(ids: impl IntoIterator<Item = &'i str>) -> Self {
        let mut off = Vec::new();
        for id in ids {
            let Some(at) = FAMILIES.iter().position(|family| family.id == id) else {
                continue;
            };
            off.resize(FAMILIES.len(), false);
            off[at] = true;
        }
        FamiliesOff(off)
    }

    pub(crate) fn has(&self, pattern: &Pattern) -> bool {
        self.0
            .get(usize::from(pattern.family))
            .copied()
            .unwrap_or(false)
    }
}
