//! Reads a `.glb` that may lie: every size in it is held against the bytes that are really there before it is used.

use crate::error::Error;
use crate::geometry::{Geometry, Group, MOST_MATERIALS, Material, Vertex};
use glam::{Affine3A, Mat4, Vec3};
use gltf::accessor::{DataType, Dimensions};
use gltf::{Gltf, Semantic};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// Bytes of a file; vertices of a mesh. What we make is far below.
const MOST_BYTES: u64 = 64 << 20;
const MOST_VERTICES: usize = 1 << 20;

/// A parsed file and its binary chunk.
pub(crate) struct Glb {
    pub document: gltf::Document,
    blob: Vec<u8>,
}

type Result<T> = std::result::Result<T, String>;

impl Glb {
    pub fn open(path: &Path) -> std::result::Result<Glb, Error> {
        let io = |why: std::io::Error| match why.kind() {
            std::io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
            _ => Error::Io { path: path.to_owned(), why },
        };
        let size = std::fs::metadata(path).map_err(io)?.len();
        if size > MOST_BYTES {
            return Err(Error::Model { path: path.to_owned(), why: format!("{size} bytes, more than {MOST_BYTES}") });
        }
        let bytes = std::fs::read(path).map_err(io)?;
        Glb::parse(&bytes).map_err(|why| Error::Model { path: path.to_owned(), why })
    }

    pub fn parse(bytes: &[u8]) -> Result<Glb> {
        let length = bytes.get(8..12).map(|b| u32::from_le_bytes(b.try_into().expect("four bytes")));
        if !bytes.starts_with(b"glTF") || length != Some(bytes.len() as u32) {
            return Err("this is not a whole binary glTF file".into());
        }
        let invalid = |e: gltf::Error| format!("not a valid glTF file ({e})");
        let Gltf { document, blob } = Gltf::from_slice_without_validation(bytes).map_err(invalid)?;
        let root = document.into_json();
        // The validation of gltf 1.4 looks these up before it has checked them.
        let mut attributes = root.meshes.iter().flat_map(|m| &m.primitives).flat_map(|p| p.attributes.values());
        if attributes.any(|a| a.value() >= root.accessors.len()) {
            return Err("not a valid glTF file (a mesh asks for an accessor that is not there)".into());
        }
        let document = gltf::Document::from_json(root).map_err(invalid)?;
        Ok(Glb { document, blob: blob.unwrap_or_default() })
    }

    /// Adds every node that has a mesh and no skin. A name that is already there is an error.
    pub fn append_to(&self, geometry: &mut Geometry) -> Result<()> {
        let first_material = geometry.materials.len();
        for material in self.document.materials() {
            geometry.materials.push(self::material(&material)?);
        }
        let plain = geometry.materials.len();
        geometry.materials.push(Material::plain());

        let mut parts_of: BTreeMap<usize, Range<usize>> = BTreeMap::new();
        for (node, file_from_mesh) in self.placed_nodes()? {
            let (Some(mesh), None) = (node.mesh(), node.skin()) else { continue };
            let name = node.name().ok_or("a node with a mesh has no name")?;
            if geometry.models.iter().any(|m| m.name == name) {
                return Err(format!("the node name {name} is used twice"));
            }
            let parts = match parts_of.get(&mesh.index()) {
                Some(parts) => parts.clone(),
                None => {
                    let first = geometry.parts.len();
                    let material_of = |p: &gltf::Primitive| p.material().index().map_or(plain, |i| first_material + i);
                    let mut primitives: Vec<_> = mesh.primitives().collect();
                    let is_fixed = |p: &gltf::Primitive| p.get(&Semantic::TexCoords(1)).is_some();
                    primitives.sort_by_key(|p| (geometry.materials[material_of(p)].group, is_fixed(p)));
                    for primitive in primitives {
                        let mut material = material_of(&primitive);
                        if primitive.get(&Semantic::TexCoords(0)).is_none() {
                            material = geometry.without_detail(material);
                        }
                        let (vertices, indices) =
                            self.primitive(&primitive).map_err(|e| format!("mesh {name}: {e}"))?;
                        geometry.push_triangles(first, &vertices, &indices, material, is_fixed(&primitive));
                    }
                    parts_of.insert(mesh.index(), first..geometry.parts.len());
                    first..geometry.parts.len()
                }
            };
            geometry.push_mesh(name.to_owned(), file_from_mesh, parts);
        }
        if geometry.materials.len() > MOST_MATERIALS {
            return Err(format!(
                "with it there are {} materials, more than {MOST_MATERIALS}",
                geometry.materials.len()
            ));
        }
        Ok(())
    }

    /// Every node once, with where it stands in the file.
    pub fn placed_nodes(&self) -> Result<Vec<(gltf::Node<'_>, Affine3A)>> {
        let mut waiting: Vec<(gltf::Node, Affine3A)> =
            self.document.scenes().flat_map(|s| s.nodes()).map(|n| (n, Affine3A::IDENTITY)).collect();
        let mut placed = Vec::new();
        let mut met = vec![false; self.document.nodes().len()];
        while let Some((node, file_from_parent)) = waiting.pop() {
            if std::mem::replace(&mut met[node.index()], true) {
                return Err("a node has two parents, or is its own".into());
            }
            let local = Affine3A::from_mat4(Mat4::from_cols_array_2d(&node.transform().matrix()));
            let file_from_node = file_from_parent * local;
            if !file_from_node.is_finite() {
                return Err("a node stands nowhere: its place is not a number".into());
            }
            waiting.extend(node.children().map(|child| (child, file_from_node)));
            placed.push((node, file_from_node));
        }
        placed.sort_by_key(|(node, _)| node.index());
        Ok(placed)
    }

    /// Vertices and indices of one primitive.
    pub fn primitive(&self, primitive: &gltf::Primitive) -> Result<(Vec<Vertex>, Vec<u32>)> {
        if primitive.mode() != gltf::mesh::Mode::Triangles {
            return Err("it is not made of triangles".into());
        }
        let positions = primitive.get(&Semantic::Positions).ok_or("it has no positions")?;
        let count = positions.count();
        let mut vertices = vec![Vertex { shade: [255, 0, 0, 0], ..Vertex::default() }; self.bounded(&positions)?];
        self.floats::<3>(&positions, count, |i, p| vertices[i].position = p)?;
        let normals = primitive.get(&Semantic::Normals).ok_or("it has no normals")?;
        self.floats::<3>(&normals, count, |i, n| vertices[i].normal = n)?;
        if let Some(uvs) = primitive.get(&Semantic::TexCoords(0)) {
            self.floats::<2>(&uvs, count, |i, uv| vertices[i].uv = uv)?;
        }
        if let Some(uvs) = primitive.get(&Semantic::TexCoords(1)) {
            let unorm = |x: f32| (x.clamp(0.0, 1.0) * 65535.0 + 0.5) as u16;
            self.floats::<2>(&uvs, count, |i, uv| vertices[i].light = uv.map(unorm))?;
        }
        if let Some(colours) = primitive.get(&Semantic::Colors(0)) {
            let byte = |x: f32| (x.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
            match colours.dimensions() {
                Dimensions::Vec3 => self.floats::<3>(&colours, count, |i, c| vertices[i].shade[0] = byte(c[0]))?,
                _ => self.floats::<4>(&colours, count, |i, c| vertices[i].shade[0] = byte(c[0]))?,
            }
        }
        let indices = match primitive.indices() {
            Some(accessor) => {
                let mut indices = vec![0u32; self.bounded(&accessor)?];
                self.integers::<1>(&accessor, accessor.count(), |i, [index]| indices[i] = index)?;
                indices
            }
            None => (0..count as u32).collect(),
        };
        if indices.len() % 3 != 0 || indices.iter().any(|&i| i as usize >= count) {
            return Err(format!("its indices do not fit its {count} vertices"));
        }
        if vertices.iter().any(|v| v.position.iter().chain(&v.normal).any(|x| !x.is_finite())) {
            return Err("a vertex is not a number".into());
        }
        for corners in indices.chunks_exact(3) {
            let facing = facing([0, 1, 2].map(|k| &vertices[corners[k] as usize]));
            corners.iter().for_each(|&i| vertices[i as usize].shade[1] = facing);
        }
        Ok((vertices, indices))
    }

    /// Reads `count` items of N floats; normalised integers become 0…1 or −1…1.
    pub fn floats<const N: usize>(
        &self,
        accessor: &gltf::Accessor,
        count: usize,
        mut take: impl FnMut(usize, [f32; N]),
    ) -> Result<()> {
        let kind = accessor.data_type();
        if kind != DataType::F32 && !accessor.normalized() {
            return Err("integers stand where fractions must".into());
        }
        self.items::<N>(accessor, count, |i, item| {
            take(
                i,
                item.map(|b| match kind {
                    DataType::F32 => f32::from_le_bytes([b[0], b[1], b[2], b[3]]),
                    DataType::U8 => f32::from(b[0]) / 255.0,
                    DataType::U16 => f32::from(u16::from_le_bytes([b[0], b[1]])) / 65535.0,
                    DataType::I8 => (f32::from(b[0] as i8) / 127.0).max(-1.0),
                    DataType::I16 => (f32::from(i16::from_le_bytes([b[0], b[1]])) / 32767.0).max(-1.0),
                    DataType::U32 => u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as f32 / u32::MAX as f32,
                }),
            );
        })
    }

    /// Reads `count` items of N unsigned integers.
    pub fn integers<const N: usize>(
        &self,
        accessor: &gltf::Accessor,
        count: usize,
        mut take: impl FnMut(usize, [u32; N]),
    ) -> Result<()> {
        let kind = accessor.data_type();
        if !matches!(kind, DataType::U8 | DataType::U16 | DataType::U32) {
            return Err("fractions stand where integers must".into());
        }
        self.items::<N>(accessor, count, |i, item| {
            take(
                i,
                item.map(|b| match kind {
                    DataType::U8 => u32::from(b[0]),
                    DataType::U16 => u32::from(u16::from_le_bytes([b[0], b[1]])),
                    _ => u32::from_le_bytes([b[0], b[1], b[2], b[3]]),
                }),
            );
        })
    }

    /// The one door to the blob: `count` items of N components, each as the bytes from its start (at least as many as
    /// its type has, zero beyond the end).
    fn items<const N: usize>(
        &self,
        accessor: &gltf::Accessor,
        count: usize,
        mut take: impl FnMut(usize, [[u8; 4]; N]),
    ) -> Result<()> {
        if accessor.sparse().is_some() {
            return Err("sparse accessors are not read".into());
        }
        if accessor.dimensions().multiplicity() != N || accessor.count() != count {
            return Err("an accessor has another shape than its use".into());
        }
        let view = accessor.view().ok_or("an accessor has no bytes")?;
        let width = accessor.data_type().size();
        let bytes = self.view_bytes(&view)?;
        let stride = view.stride().unwrap_or(width * N);
        let end = stride
            .checked_mul(count.saturating_sub(1))
            .and_then(|x| x.checked_add(accessor.offset()))
            .and_then(|x| x.checked_add(width * N));
        if count > 0 && end.is_none_or(|end| end > bytes.len()) {
            return Err("an accessor reaches beyond the bytes of the file".into());
        }
        for i in 0..count {
            let at = accessor.offset() + i * stride;
            take(
                i,
                std::array::from_fn(|k| {
                    let mut b = [0; 4];
                    b[..width].copy_from_slice(&bytes[at + k * width..][..width]);
                    b
                }),
            );
        }
        Ok(())
    }

    fn view_bytes(&self, view: &gltf::buffer::View) -> Result<&[u8]> {
        if view.buffer().index() != 0 || !matches!(view.buffer().source(), gltf::buffer::Source::Bin) {
            return Err("its data lies in another file".into());
        }
        let end = view.offset().checked_add(view.length());
        end.and_then(|end| self.blob.get(view.offset()..end))
            .ok_or_else(|| "a buffer view reaches beyond the bytes of the file".into())
    }

    /// How many items an accessor says it has, if that many can be there.
    fn bounded(&self, accessor: &gltf::Accessor) -> Result<usize> {
        let count = accessor.count();
        if count > MOST_VERTICES || count > self.blob.len() {
            return Err(format!("it says it has {count} vertices or indices"));
        }
        Ok(count)
    }
}

/// Of +X −X +Y −Y +Z −Z, the one that a triangle faces most: the plane that the forge laid its texture coordinates on.
fn facing(corners: [&Vertex; 3]) -> u8 {
    let off = |axis: &usize| {
        let corner = |v: &&Vertex| {
            let [u, down] = tile(v.position, *axis);
            (u - v.uv[0]).abs() + (down - v.uv[1]).abs()
        };
        corners.iter().map(corner).sum::<f32>()
    };
    let axis = (0..3).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0);
    let [a, b, c] = corners.map(|v| Vec3::from(v.position));
    2 * axis as u8 + u8::from((b - a).cross(c - a)[axis] < 0.0)
}

/// Where a place lies on the plane across an axis, metres along u and v.
pub(crate) fn tile([x, y, z]: [f32; 3], across: usize) -> [f32; 2] {
    [[-z, -y], [x, z], [x, -y]][across]
}

fn material(m: &gltf::Material) -> Result<Material> {
    let pbr = m.pbr_metallic_roughness();
    let maps = [pbr.base_color_texture(), pbr.metallic_roughness_texture(), m.emissive_texture()];
    if maps.iter().any(Option::is_some) || m.normal_texture().is_some() {
        return Err(format!(
            "material {} has a texture of its own; details.ktx2 is for that",
            m.name().unwrap_or_default()
        ));
    }
    let strength = m.emissive_strength().unwrap_or(1.0);
    Ok(Material {
        name: m.name().unwrap_or_default().to_owned(),
        base: pbr.base_color_factor(),
        emissive: m.emissive_factor().map(|x| x * strength),
        metallic: pbr.metallic_factor(),
        roughness: pbr.roughness_factor(),
        group: Group {
            blend: m.alpha_mode() == gltf::material::AlphaMode::Blend,
            double_sided: m.double_sided(),
            fixed: false,
        },
    })
}
