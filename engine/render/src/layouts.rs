//! What shaders are given: bind groups and vertices.

use crate::frame::{ClothVertex, FilmRaw, HandRaw, HiddenVertex, InstanceRaw, ShadowRaw, VeilRaw};
use crate::geometry::Vertex;
use crate::hand::HandVertex;
use crate::text::Quad;
use crate::tracers::TRACER_BYTES;
use wgpu::{BindGroupLayout, TextureViewDimension, VertexBufferLayout, VertexStepMode, vertex_attr_array};

pub(crate) struct Layouts {
    pub world: BindGroupLayout,
    /// Baked light, materials and what they are from near.
    pub surfaces: BindGroupLayout,
    pub bones: BindGroupLayout,
    pub atlas: BindGroupLayout,
}

impl Layouts {
    pub fn new(device: &wgpu::Device) -> Layouts {
        let both = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let (vertex, fragment) = (wgpu::ShaderStages::VERTEX, wgpu::ShaderStages::FRAGMENT);
        let layout = |label, entries: &[wgpu::BindGroupLayoutEntry]| {
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(label), entries })
        };
        Layouts {
            world: layout("world", &[uniform(0, both, false), uniform(1, both, true)]),
            surfaces: layout(
                "surfaces",
                &[
                    baked(0, TextureViewDimension::D2, FILTERED),
                    baked(1, TextureViewDimension::D3, FILTERED),
                    baked(2, TextureViewDimension::CubeArray, FILTERED),
                    baked(3, TextureViewDimension::D2, wgpu::TextureSampleType::Uint),
                    entry(4, both, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
                    texture(5, TextureViewDimension::D2Array),
                    entry(6, fragment, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
                    uniform(7, fragment, false),
                    uniform(8, fragment, false),
                    baked(9, TextureViewDimension::D2, wgpu::TextureSampleType::Float { filterable: false }),
                ],
            ),
            bones: layout("bones", &[uniform(0, vertex, false)]),
            atlas: layout(
                "atlas",
                &[
                    texture(0, TextureViewDimension::D2),
                    entry(1, fragment, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
                ],
            ),
        }
    }
}

pub(crate) fn entry(binding: u32, visibility: wgpu::ShaderStages, ty: wgpu::BindingType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry { binding, visibility, ty, count: None }
}

pub(crate) fn uniform(
    binding: u32,
    stages: wgpu::ShaderStages,
    has_dynamic_offset: bool,
) -> wgpu::BindGroupLayoutEntry {
    let ty = wgpu::BufferBindingType::Uniform;
    entry(binding, stages, wgpu::BindingType::Buffer { ty, has_dynamic_offset, min_binding_size: None })
}

const FILTERED: wgpu::TextureSampleType = wgpu::TextureSampleType::Float { filterable: true };

pub(crate) fn texture(binding: u32, view_dimension: TextureViewDimension) -> wgpu::BindGroupLayoutEntry {
    let ty = wgpu::BindingType::Texture { sample_type: FILTERED, view_dimension, multisampled: false };
    entry(binding, wgpu::ShaderStages::FRAGMENT, ty)
}

/// Baked light, for both stages.
fn baked(
    binding: u32,
    view_dimension: TextureViewDimension,
    sample_type: wgpu::TextureSampleType,
) -> wgpu::BindGroupLayoutEntry {
    let ty = wgpu::BindingType::Texture { sample_type, view_dimension, multisampled: false };
    entry(binding, wgpu::ShaderStages::VERTEX_FRAGMENT, ty)
}

pub(crate) const MESH: &[Option<VertexBufferLayout>] = &[
    Some(VertexBufferLayout {
        array_stride: size_of::<Vertex>() as u64,
        step_mode: VertexStepMode::Vertex,
        attributes: &vertex_attr_array![0 => Float32x3, 1 => Float32x3, 3 => Float32x2, 9 => Unorm16x2, 4 => Uint8x4],
    }),
    Some(VertexBufferLayout {
        array_stride: size_of::<InstanceRaw>() as u64,
        step_mode: VertexStepMode::Instance,
        attributes: &vertex_attr_array![5 => Float32x4, 6 => Float32x4, 7 => Float32x4, 8 => Float32x4],
    }),
];
pub(crate) const HAND: &[Option<VertexBufferLayout>] = &[
    Some(VertexBufferLayout {
        array_stride: size_of::<HandVertex>() as u64,
        step_mode: VertexStepMode::Vertex,
        attributes: &vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Uint8x4, 3 => Unorm8x4],
    }),
    Some(VertexBufferLayout {
        array_stride: size_of::<HandRaw>() as u64,
        step_mode: VertexStepMode::Instance,
        attributes: &vertex_attr_array![4 => Float32x4, 5 => Float32x4, 6 => Uint32],
    }),
];
pub(crate) const CLOTH: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: size_of::<ClothVertex>() as u64,
    step_mode: VertexStepMode::Vertex,
    attributes: &vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Float32x4, 3 => Float32x4, 4 => Float32x2, 5 => Uint32],
})];
pub(crate) const TEXT: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: size_of::<Quad>() as u64,
    step_mode: VertexStepMode::Instance,
    attributes: &vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Float32x3, 3 => Unorm16x4, 4 => Unorm8x4],
})];

pub(crate) const PANE: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: size_of::<[f32; 3]>() as u64,
    step_mode: VertexStepMode::Vertex,
    attributes: &vertex_attr_array![0 => Float32x3],
})];
pub(crate) const SHADOW: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: size_of::<ShadowRaw>() as u64,
    step_mode: VertexStepMode::Instance,
    attributes: &vertex_attr_array![0 => Float32x4, 1 => Float32x3, 2 => Float32x2],
})];

pub(crate) const VEIL: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: size_of::<VeilRaw>() as u64,
    step_mode: VertexStepMode::Instance,
    attributes: &vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4, 4 => Uint32],
})];

pub(crate) const FILM: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: size_of::<FilmRaw>() as u64,
    step_mode: VertexStepMode::Instance,
    attributes: &vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32],
})];

pub(crate) const TRACERS: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: TRACER_BYTES,
    step_mode: VertexStepMode::Instance,
    attributes: &vertex_attr_array![0 => Float32x4, 1 => Float32x4],
})];

pub(crate) const HIDDEN: &[Option<VertexBufferLayout>] = &[Some(VertexBufferLayout {
    array_stride: size_of::<HiddenVertex>() as u64,
    step_mode: VertexStepMode::Vertex,
    attributes: &vertex_attr_array![0 => Float32x2, 1 => Uint32],
})];
