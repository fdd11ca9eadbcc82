//! Who moves: pace, reactions, tremor, size.

/// A kind of trainee. Every number is a design choice, spread around an expert at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Persona {
    pub name: &'static str,
    pub walk_m_per_s: f32,
    /// Times the duration of a reach.
    pub pace: f32,
    /// Seconds from an intent to the first movement: least, most.
    pub reaction_s: [f32; 2],
    /// Root mean square of the hand's tremor on each axis, 8–12 Hz (physiological tremor).
    pub tremor_m: f32,
    /// How far a reach may end from its aim.
    pub miss_m: f32,
    /// Floor to eyes, standing.
    pub eye_height_m: f32,
}

pub const PERSONAS: [Persona; 4] = [
    Persona {
        name: "expert",
        walk_m_per_s: 0.95,
        pace: 1.0,
        reaction_s: [0.12, 0.22],
        tremor_m: 0.00015,
        miss_m: 0.002,
        eye_height_m: 1.63,
    },
    Persona {
        name: "new_graduate",
        walk_m_per_s: 1.15,
        pace: 0.95,
        reaction_s: [0.25, 0.55],
        tremor_m: 0.00035,
        miss_m: 0.006,
        eye_height_m: 1.58,
    },
    Persona {
        name: "chemist",
        walk_m_per_s: 0.85,
        pace: 1.25,
        reaction_s: [0.25, 0.45],
        tremor_m: 0.00025,
        miss_m: 0.004,
        eye_height_m: 1.70,
    },
    Persona {
        name: "experienced_operator",
        walk_m_per_s: 1.2,
        pace: 0.85,
        reaction_s: [0.10, 0.18],
        tremor_m: 0.0002,
        miss_m: 0.003,
        eye_height_m: 1.66,
    },
];

/// The steady hands that are lent to a person at a desk; the height is the person's own.
pub(crate) const LENT: Persona = Persona {
    name: "lent",
    walk_m_per_s: 0.95,
    pace: 1.0,
    reaction_s: [0.0, 0.0],
    tremor_m: 0.0,
    miss_m: 0.0,
    eye_height_m: 1.63,
};

impl Persona {
    pub fn named(name: &str) -> Option<Persona> {
        PERSONAS.into_iter().find(|p| p.name == name)
    }
}
