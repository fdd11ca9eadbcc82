//! The depth of a picture, handed on to whoever shows it.

use crate::pipelines::{SHADERS, for_both_eyes};
use std::num::NonZeroU32;

/// Both layers of a picture drawn in one pass.
const BOTH: Option<NonZeroU32> = NonZeroU32::new(0b11);

/// Copies the depth of one canvas's samples.
pub(crate) struct DepthCopy {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
}

/// The pipeline, and what it reads.
pub(crate) fn pipeline(device: &wgpu::Device) -> (wgpu::RenderPipeline, wgpu::BindGroupLayout) {
    let label = Some("depth");
    let layer = |binding| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty: wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Depth,
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: true,
        },
        count: None,
    };
    let layout =
        device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label, entries: &[layer(0), layer(1)] });
    let (_, shader) = SHADERS.iter().find(|(name, _)| *name == "depth").expect("it is in the list");
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label,
        source: wgpu::ShaderSource::Wgsl(for_both_eyes(shader).into()),
    });
    let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label,
        layout: Some(&device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label,
            bind_group_layouts: &[None, Some(&layout)],
            immediate_size: 0,
        })),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: Default::default(),
        depth_stencil: Some(wgpu::DepthStencilState {
            format: wgpu::TextureFormat::Depth32Float,
            depth_write_enabled: Some(true),
            depth_compare: Some(wgpu::CompareFunction::Always),
            stencil: Default::default(),
            bias: Default::default(),
        }),
        multisample: Default::default(),
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            targets: &[],
        }),
        multiview_mask: BOTH,
        cache: None,
    });
    (pipeline, layout)
}

impl DepthCopy {
    /// `samples`: two layers, several samples a pixel, to be bound.
    pub fn new(device: &wgpu::Device, samples: &wgpu::Texture) -> DepthCopy {
        let (pipeline, layout) = pipeline(device);
        let views = [0, 1].map(|base_array_layer| {
            samples.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                aspect: wgpu::TextureAspect::DepthOnly,
                base_array_layer,
                array_layer_count: Some(1),
                ..Default::default()
            })
        });
        let bound = |eye: usize| wgpu::BindGroupEntry {
            binding: eye as u32,
            resource: wgpu::BindingResource::TextureView(&views[eye]),
        };
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("depth"),
            layout: &layout,
            entries: &[bound(0), bound(1)],
        });
        DepthCopy { pipeline, group }
    }

    /// Into the part of both layers of `target` that was drawn; the rest is infinitely far.
    pub fn draw(&self, encoder: &mut wgpu::CommandEncoder, [width, height]: [u32; 2], target: &wgpu::TextureView) {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("depth"),
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: target,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.0), store: wgpu::StoreOp::Store }),
                stencil_ops: None,
            }),
            multiview_mask: BOTH,
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(1, &self.group, &[]);
        pass.set_scissor_rect(0, 0, width, height);
        pass.draw(0..3, 0..1);
    }
}
