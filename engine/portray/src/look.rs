//! Colours of what has no model of its own: skin, clothes, garments (all of them design; linear).

use twin::Names;

pub type Colour = [f32; 4];

pub const SKIN: Colour = [0.56, 0.33, 0.23, 1.0];
pub const HAIR: Colour = [0.06, 0.035, 0.02, 1.0];

/// Name of a garment, a layer of clothes or skin (by its beginning), outside, inside.
const LOOKS: [(&str, Colour, Colour); 14] = [
    ("glove_inner", [0.22, 0.42, 0.72, 1.0], [0.30, 0.50, 0.78, 1.0]),
    ("glove_outer", [0.78, 0.70, 0.55, 1.0], [0.70, 0.62, 0.48, 1.0]),
    ("coverall", [0.84, 0.87, 0.89, 1.0], [0.42, 0.56, 0.70, 1.0]),
    ("hood", [0.84, 0.87, 0.89, 1.0], [0.42, 0.56, 0.70, 1.0]),
    ("boot", [0.82, 0.86, 0.88, 1.0], [0.42, 0.56, 0.70, 1.0]),
    ("mask", [0.55, 0.72, 0.82, 1.0], [0.86, 0.87, 0.87, 1.0]),
    ("goggles", [0.20, 0.24, 0.28, 1.0], [0.12, 0.13, 0.15, 1.0]),
    ("hairnet", [0.62, 0.76, 0.86, 1.0], [0.66, 0.78, 0.86, 1.0]),
    ("overshoe", [0.30, 0.52, 0.78, 1.0], [0.40, 0.58, 0.80, 1.0]),
    ("facility", [0.21, 0.37, 0.52, 1.0], [0.21, 0.37, 0.52, 1.0]),
    ("clog", [0.78, 0.80, 0.80, 1.0], [0.78, 0.80, 0.80, 1.0]),
    ("street_shoe", [0.05, 0.03, 0.02, 1.0], [0.05, 0.03, 0.02, 1.0]),
    ("street", [0.05, 0.065, 0.09, 1.0], [0.05, 0.065, 0.09, 1.0]),
    ("hair", HAIR, HAIR),
];

/// From what screens take to what light is.
pub fn linear(srgb: [u8; 3]) -> [f32; 3] {
    srgb.map(|byte| {
        let s = f32::from(byte) / 255.0;
        if s <= 0.04045 { s / 12.92 } else { libm::powf((s + 0.055) / 1.055, 2.4) }
    })
}

/// Of linear red, green and blue.
pub fn luminance([r, g, b]: [f32; 3]) -> f32 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Outside and inside of a garment by its name; skin when it is none that we know.
pub fn of(name: &str) -> [Colour; 2] {
    let look = LOOKS.iter().find(|(begins, ..)| name.starts_with(begins));
    look.map_or([SKIN, SKIN], |(_, outside, inside)| [*outside, *inside])
}

/// The colour of every surface of a room, by its id.
pub fn of_all(names: &Names) -> Vec<Colour> {
    (0..names.count()).map(|i| names.name(twin::Id(i as u16))).map(|n| of(n)[usize::from(n.ends_with(".in"))]).collect()
}
