//! Every shader is valid WGSL, known without a GPU.

use naga::front::wgsl;
use naga::valid::{Capabilities, ValidationFlags, Validator};

/// What every device beyond WebGPU's smallest has: the mirrored light of all stages is one array of cubes.
const NEEDED: Capabilities = Capabilities::CUBE_ARRAY_TEXTURES;

/// Valid, with an entry of both stages, or one that computes.
fn check(name: &str, source: &str, capabilities: Capabilities) -> naga::Module {
    let module = wgsl::parse_str(source).unwrap_or_else(|e| panic!("{name}: {}", e.emit_to_string(source)));
    let mut validator = Validator::new(ValidationFlags::all(), capabilities);
    validator.validate(&module).unwrap_or_else(|e| panic!("{name}: {}", e.emit_to_string(source)));
    let entries: Vec<_> = module.entry_points.iter().map(|e| e.stage).collect();
    let draws = entries.contains(&naga::ShaderStage::Vertex) && entries.contains(&naga::ShaderStage::Fragment);
    assert!(draws || entries == [naga::ShaderStage::Compute], "{name}: {entries:?}");
    module
}

#[test]
fn every_shader_is_valid() {
    for (name, source) in render::SHADERS {
        check(name, source, NEEDED);
    }
}

/// An entry that reads the eye without asking which would show the left eye's picture to the right one.
#[test]
fn every_entry_that_looks_from_an_eye_asks_which() {
    let is_eye = |b: &Option<naga::Binding>| matches!(b, Some(naga::Binding::BuiltIn(naga::BuiltIn::ViewIndex)));
    for (name, source) in render::SHADERS {
        let module = check(name, &render::for_both_eyes(source), NEEDED | Capabilities::MULTIVIEW);
        let mut validator = Validator::new(ValidationFlags::all(), NEEDED | Capabilities::MULTIVIEW);
        let info = validator.validate(&module).expect("it was valid");
        let Some((drawn, _)) = module.global_variables.iter().find(|(_, v)| v.name.as_deref() == Some("drawn")) else {
            continue;
        };
        for (i, entry) in module.entry_points.iter().enumerate() {
            let looks = !info.get_entry_point(i)[drawn].is_empty();
            let asks = entry.function.arguments.iter().any(|a| is_eye(&a.binding));
            assert_eq!(looks, asks, "{name}, {}", entry.name);
        }
    }
}

#[test]
fn every_shader_file_is_in_the_list() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/shaders");
    for file in std::fs::read_dir(folder).expect("the shaders' folder") {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("a shader");
        assert!(render::SHADERS.iter().any(|(_, s)| s.contains(&text)), "{} is never compiled", path.display());
    }
}
