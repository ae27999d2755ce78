//! The weights: one small number for each bucket of hashed features.

use std::sync::OnceLock;

/// Buckets, as a power of two.
pub(super) const BITS: u32 = 18;
const BUCKETS: usize = 1 << BITS;
const MAGIC: [u8; 4] = *b"orw1";
/// Magic, scale, and what confidence is computed with.
const HEADER: usize = 4 + 4 + 4 + 4 + 4;

static BUILT_IN: &[u8] = include_bytes!("weights.bin");

/// The weights of a linear model over hashed features.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Every weight is a multiple of this.
    scale: f32,
    slope: f32,
    offset: f32,
    /// A region is a statement where its score is above this.
    threshold: f32,
    each: Vec<i8>,
}

impl Weights {
    /// The weights that are built in.
    pub(super) fn built_in() -> Option<&'static Self> {
        static WEIGHTS: OnceLock<Option<Weights>> = OnceLock::new();
        WEIGHTS.get_or_init(|| Weights::read(BUILT_IN)).as_ref()
    }

    /// Rounds trained weights to what is kept; `slope` and `offset` turn the log-odds of an
    /// answer into how often it is right.
    pub fn new(trained: &[f32], slope: f32, offset: f32, threshold: f32) -> Self {
        let most = trained.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale = (most / 127.0).max(f32::MIN_POSITIVE);
        #[allow(clippy::cast_possible_truncation, reason = "within -127 and 127 by the scale")]
        let each = trained.iter().map(|weight| (weight / scale).round() as i8).collect();
        Self { scale, slope, offset, threshold, each }
    }

    /// How many buckets features are hashed into.
    pub const fn buckets() -> usize {
        BUCKETS
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (header, weights) = rest.split_at_checked(HEADER - MAGIC.len())?;
        let mut numbers = header
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes(four.try_into().expect("chunks of four")));
        Some(Self {
            scale: numbers.next()?,
            slope: numbers.next()?,
            offset: numbers.next()?,
            threshold: numbers.next()?,
            each: weights.iter().map(|byte| byte.cast_signed()).collect(),
        })
        .filter(|read| read.each.len() == BUCKETS)
    }

    /// The bytes of the file that they are built in from.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for number in [self.scale, self.slope, self.offset, self.threshold] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.each.iter().map(|weight| weight.cast_unsigned()));
        bytes
    }

    /// How sure an answer is that the model gives this probability.
    pub(super) fn confidence(&self, probability: f32) -> f32 {
        let probability = probability.clamp(1e-4, 1.0 - 1e-4);
        let odds = (probability / (1.0 - probability)).ln();
        1.0 / (1.0 + (-(self.slope * odds + self.offset)).exp())
    }

    pub(super) fn threshold(&self) -> f32 {
        self.threshold
    }
}

/// Takes features as they are computed.
pub(super) trait Sink {
    fn put(&mut self, feature: u64);
}

fn bucket(feature: u64) -> usize {
    usize::try_from(feature.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)).unwrap_or_default()
}

/// Adds up what features weigh.
pub(super) struct Score<'w> {
    weights: &'w Weights,
    sum: i32,
}

impl<'w> Score<'w> {
    pub(super) fn new(weights: &'w Weights) -> Self {
        Self { weights, sum: 0 }
    }

    #[allow(clippy::cast_precision_loss, reason = "sums of some hundred small numbers")]
    pub(super) fn value(&self) -> f32 {
        self.sum as f32 * self.weights.scale
    }
}

impl Sink for Score<'_> {
    fn put(&mut self, feature: u64) {
        self.sum += i32::from(self.weights.each[bucket(feature)]);
    }
}

/// Keeps the buckets, to train with.
#[derive(Default)]
pub(super) struct Kept(pub(super) Vec<u32>);

impl Sink for Kept {
    fn put(&mut self, feature: u64) {
        self.0.push(u32::try_from(bucket(feature)).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_from_their_bytes() {
        let mut trained = vec![0.0; Weights::buckets()];
        trained[7] = 2.54;
        trained[9] = -1.27;
        let read = Weights::read(&Weights::new(&trained, 0.5, 0.25, -1.0).bytes()).unwrap();
        assert_eq!((read.each[7], read.each[8], read.each[9]), (127, 0, -64));
        assert!(read.confidence(0.9) > read.confidence(0.4));
        assert!(Weights::read(b"orw0").is_none());
    }

    #[test]
    fn weights_are_built_in() {
        assert!(
            Weights::built_in().is_some_and(|built_in| built_in.each.iter().any(|one| *one != 0))
        );
    }
}
