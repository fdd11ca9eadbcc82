//! Every shader is valid WGSL, known without a GPU.

use naga::front::wgsl;
use naga::valid::{Capabilities, ValidationFlags, Validator};

#[test]
fn every_shader_is_valid() {
    for (name, source) in render::SHADERS {
        let module = wgsl::parse_str(source).unwrap_or_else(|e| panic!("{name}: {}", e.emit_to_string(source)));
        let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
        validator.validate(&module).unwrap_or_else(|e| panic!("{name}: {}", e.emit_to_string(source)));
        let entries: Vec<_> = module.entry_points.iter().map(|e| e.stage).collect();
        assert!(entries.contains(&naga::ShaderStage::Vertex) && entries.contains(&naga::ShaderStage::Fragment));
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
