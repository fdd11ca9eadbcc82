//! A glTF that lies gives one sentence: never a panic, never a great allocation.

use crate::geometry::{Geometry, Vertex};
use crate::glb::{Glb, tile};
use crate::{Assets, Error};

/// A binary glTF of one triangle; `edit` changes its JSON.
fn triangle(edit: impl Fn(String) -> String) -> Vec<u8> {
    let json = edit(
        r#"{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0,"name":"thing"}],
        "meshes":[{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1},"indices":2}]}],
        "buffers":[{"byteLength":80}],
        "bufferViews":[{"buffer":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":36},{"buffer":0,"byteOffset":72,"byteLength":6}],
        "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]},
        {"bufferView":1,"componentType":5126,"count":3,"type":"VEC3"},
        {"bufferView":2,"componentType":5123,"count":3,"type":"SCALAR"}]}"#
            .to_owned(),
    );
    let mut blob = Vec::new();
    for x in [0f32, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0] {
        blob.extend(x.to_le_bytes());
    }
    blob.extend([0u8, 0, 1, 0, 2, 0, 0, 0]);
    binary(json.into_bytes(), &blob)
}

fn binary(mut json: Vec<u8>, blob: &[u8]) -> Vec<u8> {
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut file = b"glTF\x02\0\0\0".to_vec();
    file.extend(((12 + 8 + json.len() + 8 + blob.len()) as u32).to_le_bytes());
    for (kind, chunk) in [(b"JSON", json.as_slice()), (b"BIN\0", blob)] {
        file.extend((chunk.len() as u32).to_le_bytes());
        file.extend(kind);
        file.extend(chunk);
    }
    file
}

fn read(bytes: &[u8]) -> Result<Geometry, String> {
    let mut geometry = Geometry::default();
    Glb::parse(bytes)?.append_to(&mut geometry)?;
    Ok(geometry)
}

#[test]
fn an_honest_file_is_read() {
    let geometry = read(&triangle(|json| json)).expect("one triangle");
    let model = &geometry.models[0];
    assert_eq!(model.name, "thing");
    assert_eq!((model.min.to_array(), model.max.to_array()), ([0.0; 3], [1.0, 1.0, 0.0]));
    assert_eq!(geometry.vertices[2].normal, [0.0, 0.0, 1.0]);
}

#[test]
fn lies_are_named() {
    let lies: [(&str, &str, &str); 9] = [
        (r#""count":3,"type":"SCALAR""#, r#""count":4000000000,"type":"SCALAR""#, "says it has"),
        (r#""count":3,"type":"VEC3","min""#, r#""count":4,"type":"VEC3","min""#, "another shape|beyond"),
        (r#""byteOffset":72,"byteLength":6"#, r#""byteOffset":76,"byteLength":6"#, "beyond the bytes"),
        (r#""byteOffset":36,"#, r#""byteOffset":18446744073709551000,"#, "beyond the bytes|not a valid"),
        (r#""indices":2"#, r#""indices":7"#, "not a valid"),
        (r#""mesh":0,"name""#, r#""mesh":0,"children":[0],"name""#, "two parents"),
        (r#""mesh":0,"name""#, r#""mesh":0,"scale":[1e39,1,1],"name""#, "stands nowhere|not a valid"),
        (r#","name":"thing""#, "", "has no name"),
        (r#""componentType":5123,"count":3"#, r#""componentType":5126,"count":1"#, "fractions"),
    ];
    for (from, to, word) in lies {
        let bytes = triangle(|json| {
            assert!(json.contains(from), "{from}");
            json.replace(from, to)
        });
        let why = read(&bytes).err().unwrap_or_else(|| panic!("{to} was believed"));
        assert!(word.split('|').any(|w| why.contains(w)), "{to}: {why}");
    }
}

#[test]
fn any_bytes_give_a_model_or_a_sentence() {
    let whole = triangle(|json| json);
    // The same numbers every time: xorshift from a fixed start.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..20_000 {
        let mut bytes = whole.clone();
        for _ in 0..1 + round % 4 {
            let at = next(bytes.len());
            bytes[at] = next(256) as u8;
        }
        if round % 5 == 0 {
            bytes.truncate(next(bytes.len()));
        }
        let _ = read(&bytes);
    }
}

#[test]
fn what_is_missing_or_outside_is_said() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    for (file, word) in [("none.glb", "missing"), ("../none.glb", "outside"), ("fonts/DejaVuSans.ttf", "whole binary")]
    {
        let why = Assets::load(&folder, &[file]).err().map(|e: Error| e.to_string()).expect("no such model");
        assert!(why.contains(file) && why.contains(word) && why.contains("tools/forge"), "{why}");
    }
}

#[test]
fn a_tile_lies_on_the_axis_plane_that_its_triangles_face() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/gowning/suite.glb");
    let mut geometry = Geometry::default();
    Glb::open(&path).expect("it is in the tree").append_to(&mut geometry).expect("it is ours");
    let laid = |v: &&Vertex| {
        let [u, down] = tile(v.position, usize::from(v.shade[1] / 2));
        (u - v.uv[0]).abs().max((down - v.uv[1]).abs()) < 1e-3
    };
    let (all, right) = (geometry.vertices.len(), geometry.vertices.iter().filter(laid).count());
    assert!(all > 10_000 && right * 1000 > all * 995, "{right} of {all}");
}
