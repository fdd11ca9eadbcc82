//! What garments are made of, and how their cloth lies: where each particle is on it as it was cut.

use glam::Vec2;
use scene::Fabric;

/// Name of a garment (by its beginning), its fabric, and metres along and around of a quad of it (about those of
/// `garments.json`; multiples of 5 mm, so that the threads of a garment go on from quad to quad).
const MADE_OF: [(&str, Fabric, [f32; 2]); 8] = [
    ("glove", Fabric::Rubber, [0.06, 0.035]),
    ("coverall", Fabric::Garment, [0.095, 0.085]),
    ("hood", Fabric::Garment, [0.04, 0.1]),
    ("boot", Fabric::Garment, [0.1, 0.08]),
    ("mask", Fabric::Nonwoven, [0.1, 0.05]),
    ("hairnet", Fabric::Nonwoven, [0.05, 0.05]),
    ("overshoe", Fabric::Nonwoven, [0.08, 0.06]),
    ("goggles", Fabric::Rubber, [0.07, 0.055]),
];

/// Clothes, on the tubes of limbs.
pub const CLOTHES: (Fabric, [f32; 2]) = (Fabric::Plain, [0.055, 0.035]);

/// Fabric of a garment by its name, and the size of a quad.
pub fn of(name: &str) -> (Fabric, [f32; 2]) {
    let found = MADE_OF.iter().find(|(begins, ..)| name.starts_with(begins));
    found.map_or(CLOTHES, |(_, fabric, quad)| (*fabric, *quad))
}

/// Where each particle of quads (two triangles each, the first from a corner along the cloth to the next) lies on the
/// cloth. Each quad shows the same piece of it, its neighbours that piece mirrored: so the pattern goes on over every edge,
/// around a sleeve too, for tubes have an even number of particles around.
pub fn laid_out(triangles: &[[u16; 3]], [along, around]: [f32; 2]) -> Vec<Vec2> {
    let count = triangles.iter().flatten().max().map_or(0, |&last| usize::from(last) + 1);
    // Bit 0 is odd along the cloth, bit 1 around it.
    let mut odd: Vec<Option<u8>> = vec![None; count];
    for quad in triangles.chunks_exact(2) {
        let lone = |one: &[u16; 3], other: &[u16; 3]| one.iter().copied().find(|i| !other.contains(i));
        let (Some(corner), Some(opposite)) = (lone(&quad[0], &quad[1]), lone(&quad[1], &quad[0])) else { continue };
        let [first, second, side] = quad[0];
        let next = if corner == first { second } else { first };
        let corners = [(corner, 0b00), (next, 0b01), (side, 0b10), (opposite, 0b11)].map(|(i, o)| (usize::from(i), o));
        let known = corners.iter().find_map(|&(i, o)| odd[i].map(|was| was ^ o)).unwrap_or(0);
        for (i, o) in corners {
            odd[i].get_or_insert(known ^ o);
        }
    }
    let place = |odd: u8| Vec2::new(f32::from(odd >> 1 & 1) * around, f32::from(odd & 1) * along);
    odd.into_iter().map(|odd| place(odd.unwrap_or(0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quad_of_a_tube_shows_a_whole_piece() {
        for triangles in [crate::limbs::triangles(), garment(5, 8)] {
            let places = laid_out(&triangles, [2.0, 3.0]);
            for quad in triangles.chunks_exact(2) {
                let mut corners: Vec<_> = quad.iter().flatten().copied().collect();
                corners.sort_unstable();
                corners.dedup();
                let place = |&i: &u16| places[usize::from(i)].to_array().map(|x| x as u8);
                let mut seen: Vec<_> = corners.iter().map(place).collect();
                seen.sort_unstable();
                assert_eq!(seen, [[0, 0], [0, 2], [3, 0], [3, 2]], "{quad:?}");
            }
        }
    }

    /// A tube as the twin cuts it.
    fn garment(rings: u16, around: u16) -> Vec<[u16; 3]> {
        let quads = (0..rings - 1).flat_map(|ring| (0..around).map(move |k| (ring, k)));
        let at = |ring: u16, k: u16| ring * around + k % around;
        let cut = |(ring, k)| {
            let [a, c, d, b] = [at(ring, k), at(ring + 1, k), at(ring + 1, k + 1), at(ring, k + 1)];
            [[a, c, d], [a, d, b]]
        };
        quads.flat_map(cut).collect()
    }
}
