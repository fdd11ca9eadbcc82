//! The only chance in the room: drawn from the tape's seed while the room is built.

/// SplitMix64 (Steele, Lea, Flood 2014): tiny, well mixed, the same everywhere.
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    pub fn new(seed: u64) -> Seed {
        Seed(seed)
    }

    /// The stream of numbers from which plates are read; one a plate.
    pub const PLATES: u64 = 0x706c_6174_6573;
    /// Of settle plates and samplers, by instrument.
    pub const AIR_PLATES: u64 = 0x6169_7270_6c61;
    /// Of what counters count; one an instrument and second.
    pub const COUNTS: u64 = 0x636f_756e_7473;

    /// The `index`-th of a kind of streams that have nothing to do with each other nor with [`Seed::new`]'s.
    pub fn of_stream(seed: u64, stream: u64, index: u64) -> Seed {
        let mut mixed = Seed(seed ^ stream.rotate_left(16));
        let first = mixed.next();
        Seed(Seed(first.wrapping_add(index)).next())
    }

    /// Evenly between 0 (excluded) and 1.
    pub fn share(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, evenly (Lemire's multiplication; the bias of 2⁻⁶⁴ · n is of no account).
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// Fisher and Yates.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_comes_about_as_often() {
        let mut counts = [0; 6];
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for seed in 0..6000 {
            let mut list = [0, 1, 2];
            Seed::new(seed).shuffle(&mut list);
            counts[orders.iter().position(|o| *o == list).unwrap()] += 1;
        }
        assert!(counts.iter().all(|c| (850..1150).contains(c)), "{counts:?}");
    }
}
