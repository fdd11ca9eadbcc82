//! How many microbes are expected where, by decades: the ledger of microbes as colour.

use crate::marks::{SIGNS as COUNT, Sign};
use twin::Id;
use twin::microbes::stock::viable;
use twin::twin::Twin;

/// From the most; lighter for less (viridis: its lightness alone tells it, whatever colours an eye tells apart).
pub const SIGNS: [Sign; COUNT] = [
    Sign { key: "loads-10", sign: '▩', srgb: [0x44, 0x01, 0x54], hatching: 4 },
    Sign { key: "loads-1", sign: '▧', srgb: [0x3b, 0x52, 0x8b], hatching: 3 },
    Sign { key: "loads-01", sign: '▥', srgb: [0x21, 0x91, 0x8c], hatching: 2 },
    Sign { key: "loads-001", sign: '▤', srgb: [0x5e, 0xc9, 0x62], hatching: 1 },
    Sign { key: "loads-0001", sign: '■', srgb: [0xfd, 0xe7, 0x25], hatching: 0 },
];
/// CFU/cm² from which each is shown. 0.2 is what Annex 1 allows on a contact plate of grade B (5 on 23.8 cm²).
const FROM: [f64; COUNT] = [10.0, 1.0, 0.1, 0.01, 0.001];

/// The sign of a surface: of its pieces that on which most is expected on a cm²; of a wall along rooms of several grades
/// the piece that faces the first person. None where no ledger is kept, or less than the least.
pub fn shown(twin: &Twin, surface: Id) -> Option<u8> {
    let stock = &twin.microbes()?.stock;
    let per_cm2 = |region| stock.amounts(region).iter().map(viable).sum::<f64>() / stock.regions[region].area_cm2;
    let most = stock.at(surface, twin.persons()[0].body.head_pose.position).map(per_cm2).fold(0.0, f64::max);
    FROM.iter().position(|from| most >= *from).map(|sign| sign as u8)
}
