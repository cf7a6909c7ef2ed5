//! The file of trained weights: a header, a checksum, and two tables of small integers.

use std::borrow::Cow;

use super::features::{GRAM_BITS, SIGN_BITS};
use crate::{Label, Sensitivity};

/// What every file of weights begins with.
const MAGIC: [u8; 4] = *b"SGWT";
/// Goes up with every change of the features or of the layout, so that weights never meet features they were not trained on.
const VERSION: u32 = 2;
/// Magic, version, checksum.
const PREFIX: usize = 12;
/// Numbers of the header, 4 bytes each: for each label a bias, two scales and a threshold for each sensitivity.
const HEADER: usize = PREFIX + 4 * 3 * 6;
const SIGNS: usize = 1 << SIGN_BITS;
const GRAMS: usize = 1 << GRAM_BITS;
/// Length of the whole file in bytes.
const LENGTH: usize = HEADER + 3 * (2 * SIGNS + GRAMS);

/// What was learned from labelled text: how much each sign and each gram speaks for each label.
///
/// The layout, all numbers little-endian: `SGWT`, version (u32), CRC-32 of all that follows (u32); for each label bias,
/// scale of signs and of grams, thresholds for strict, balanced and thorough (f32); for each row of the table of
/// signs three i16, for each row of the table of grams three i8. A score is the bias plus the scaled sums; the logistic
/// function of it is the probability of the label.
///
/// ```
/// use saltgrain::{Label, Sensitivity, Weights};
/// let weights = Weights::embedded();
/// assert!(weights.threshold(Label::Call, Sensitivity::Strict) > weights.threshold(Label::Call, Sensitivity::Thorough));
/// ```
#[derive(Clone, PartialEq)]
pub struct Weights {
    bytes: Cow<'static, [u8]>,
}

/// Why bytes are not weights that this engine can use.
///
/// ```
/// use saltgrain::{Weights, WeightsError};
/// assert_eq!(Weights::read(b"PK\x03\x04".to_vec()).unwrap_err(), WeightsError::NotWeights);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightsError {
    /// They do not begin as a file of weights does.
    NotWeights,
    /// They were trained for another version of the features; the version.
    Version(u32),
    /// The file is not as long as it must be; its length in bytes.
    Length(usize),
    /// The checksum does not fit: the file is damaged.
    Checksum,
}

impl std::fmt::Display for WeightsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WeightsError::NotWeights => write!(f, "this is no file of weights"),
            WeightsError::Version(version) => write!(
                f,
                "the weights are of version {version}, this engine needs {VERSION}"
            ),
            WeightsError::Length(length) => {
                write!(f, "the weights are {length} bytes long, not {LENGTH}")
            }
            WeightsError::Checksum => write!(f, "the weights are damaged: the checksum differs"),
        }
    }
}

impl std::error::Error for WeightsError {}

impl std::fmt::Debug for Weights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Weights({} bytes, CRC-32 {:08x})",
            self.bytes.len(),
            self.checksum()
        )
    }
}

/// How to make sums of a table's small integers a score.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) bias: f32,
    pub(crate) signs: f32,
    pub(crate) grams: f32,
}

impl Weights {
    /// The weights that the engine carries. Their checksum is tested when the engine is built, not at start.
    pub fn embedded() -> Weights {
        Weights {
            bytes: Cow::Borrowed(include_bytes!("en.weights")),
        }
    }

    /// Takes weights from elsewhere, such as those that training wrote.
    ///
    /// # Errors
    /// If they are of another version or damaged.
    pub fn read(bytes: Vec<u8>) -> Result<Weights, WeightsError> {
        if bytes.len() < PREFIX || bytes[..4] != MAGIC {
            return Err(WeightsError::NotWeights);
        }
        let weights = Weights {
            bytes: Cow::Owned(bytes),
        };
        if weights.u32(4) != VERSION {
            return Err(WeightsError::Version(weights.u32(4)));
        }
        if weights.bytes.len() != LENGTH {
            return Err(WeightsError::Length(weights.bytes.len()));
        }
        if crc32fast::hash(&weights.bytes[PREFIX..]) != weights.checksum() {
            return Err(WeightsError::Checksum);
        }
        Ok(weights)
    }

    /// The file's bytes, as [`Weights::read`] takes them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// CRC-32 of all that follows it.
    pub fn checksum(&self) -> u32 {
        self.u32(8)
    }

    /// The least probability of the label that is reported.
    pub fn threshold(&self, label: Label, sensitivity: Sensitivity) -> f32 {
        self.header(label as usize, 3 + sensitivity as usize)
    }

    pub(crate) fn scale(&self, label: usize) -> Scale {
        Scale {
            bias: self.header(label, 0),
            signs: self.header(label, 1),
            grams: self.header(label, 2),
        }
    }

    /// What a sign says of each label, before scaling.
    pub(crate) fn sign(&self, row: usize) -> [i32; 3] {
        let at = HEADER + 6 * row;
        [0, 2, 4].map(|i| {
            i32::from(i16::from_le_bytes([
                self.bytes[at + i],
                self.bytes[at + i + 1],
            ]))
        })
    }

    /// What a gram says of each label, before scaling.
    pub(crate) fn gram(&self, row: usize) -> [i32; 3] {
        let at = HEADER + 6 * SIGNS + 3 * row;
        [0, 1, 2].map(|i| i32::from(self.bytes[at + i] as i8))
    }

    fn header(&self, label: usize, number: usize) -> f32 {
        f32::from_bits(self.u32(PREFIX + 4 * (6 * label + number)))
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes[at..at + 4].try_into().expect("four bytes"))
    }
}

/// What training found out about one label, in full precision.
#[cfg(feature = "train")]
#[derive(Clone, Debug)]
pub struct Trained {
    /// Score of a sentence that has no feature.
    pub bias: f32,
    /// Weight of each row of signs.
    pub signs: Vec<f32>,
    /// Weight of each row of grams.
    pub grams: Vec<f32>,
    /// Probabilities for strict, balanced and thorough.
    pub thresholds: [f32; 3],
}

#[cfg(feature = "train")]
impl Weights {
    /// Rounds what was trained for each label to the file's small integers.
    pub fn from_trained(labels: &[Trained; 3]) -> Weights {
        let mut bytes = vec![0; LENGTH];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..8].copy_from_slice(&VERSION.to_le_bytes());
        for (k, label) in labels.iter().enumerate() {
            let sign_scale = largest(&label.signs) / f32::from(i16::MAX);
            let gram_scale = largest(&label.grams) / f32::from(i8::MAX);
            let [strict, balanced, thorough] = label.thresholds;
            let numbers = [
                label.bias, sign_scale, gram_scale, strict, balanced, thorough,
            ];
            for (i, number) in numbers.iter().enumerate() {
                let at = PREFIX + 4 * (6 * k + i);
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            }
            for (row, weight) in label.signs.iter().enumerate() {
                let at = HEADER + 6 * row + 2 * k;
                let rounded = (weight / sign_scale).round() as i16;
                bytes[at..at + 2].copy_from_slice(&rounded.to_le_bytes());
            }
            for (row, weight) in label.grams.iter().enumerate() {
                bytes[HEADER + 6 * SIGNS + 3 * row + k] = (weight / gram_scale).round() as i8 as u8;
            }
        }
        let checksum = crc32fast::hash(&bytes[PREFIX..]);
        bytes[8..12].copy_from_slice(&checksum.to_le_bytes());
        Weights {
            bytes: Cow::Owned(bytes),
        }
    }
}

#[cfg(feature = "train")]
fn largest(weights: &[f32]) -> f32 {
    weights
        .iter()
        .fold(f32::MIN_POSITIVE, |max, w| max.max(w.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_weights_are_whole() {
        let embedded = Weights::embedded();
        assert_eq!(Weights::read(embedded.as_bytes().to_vec()), Ok(embedded));
    }

    #[test]
    fn damage_and_age_are_told() {
        let bytes = Weights::embedded().as_bytes().to_vec();
        let mut flipped = bytes.clone();
        *flipped.last_mut().unwrap() ^= 1;
        assert_eq!(Weights::read(flipped), Err(WeightsError::Checksum));
        assert_eq!(
            Weights::read(bytes[..100].to_vec()),
            Err(WeightsError::Length(100))
        );
        let mut old = bytes;
        old[4] = 99;
        assert_eq!(Weights::read(old), Err(WeightsError::Version(99)));
        assert_eq!(Weights::read(Vec::new()), Err(WeightsError::NotWeights));
    }
}
