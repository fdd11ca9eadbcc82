//! How fast things fall in still air.

/// What is counted everywhere, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind4 {
    /// Particles that carry microbes which alcohol kills.
    Vegetative,
    /// Those that carry spores.
    Spores,
    /// Particles of 0.5 µm and more.
    From05,
    /// Particles of 5 µm and more.
    From5,
}

impl Kind4 {
    pub const ALL: [Kind4; super::KINDS] = [Kind4::Vegetative, Kind4::Spores, Kind4::From05, Kind4::From5];

    /// Aerodynamic diameter, metres: skin flakes with microbes fall as balls of 12 µm (Noble, Lidwell & Kingston 1963);
    /// spores ride on the same (design); particles count as the smallest of their class, of which there are most.
    pub fn diameter_m(self) -> f64 {
        match self {
            Kind4::Vegetative | Kind4::Spores => 12e-6,
            Kind4::From05 => 0.5e-6,
            Kind4::From5 => 5e-6,
        }
    }
}

/// Stokes' law with Cunningham's slip (Davies 1945) for a ball of water's density in air of 20 °C: computed.
pub fn settling_m_per_s(kind: Kind4) -> f64 {
    const DENSITY: f64 = 1000.0;
    const GRAVITY: f64 = 9.81;
    const VISCOSITY_PA_S: f64 = 1.813e-5;
    const FREE_PATH_M: f64 = 66e-9;
    let d = kind.diameter_m();
    let knudsen = 2.0 * FREE_PATH_M / d;
    let slip = 1.0 + knudsen * (1.257 + 0.4 * libm::exp(-1.1 / knudsen));
    DENSITY * d * d * GRAVITY * slip / (18.0 * VISCOSITY_PA_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_fall_as_fast_as_published() {
        // 12, 5 and 0.5 µm: 0.44, 0.078 and 0.001 cm/s.
        let cases = [(Kind4::Vegetative, 4.4e-3), (Kind4::From5, 7.8e-4), (Kind4::From05, 1.0e-5)];
        for (kind, wanted) in cases {
            let is = settling_m_per_s(kind);
            assert!((is / wanted - 1.0).abs() < 0.02, "{kind:?} falls at {is} m/s");
        }
    }
}
