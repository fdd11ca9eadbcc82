//! How each kind of thing is drawn: the shaders, their inputs and their place in the depth buffer.

use crate::depth;
use crate::layouts::{self, Layouts, entry, texture, uniform};
use std::num::NonZeroU32;
use wgpu::{BindGroupLayout, RenderPipeline, VertexBufferLayout};

/// Depth and, for what is seen in mirrors, a stencil. Every device has the second, whose depth is coarser far away.
pub(crate) fn depth_format(device: &wgpu::Device) -> wgpu::TextureFormat {
    if device.features().contains(wgpu::Features::DEPTH32FLOAT_STENCIL8) {
        wgpu::TextureFormat::Depth32FloatStencil8
    } else {
        wgpu::TextureFormat::Depth24PlusStencil8
    }
}

/// What the stencil holds where a mirror is seen; 0 elsewhere.
pub(crate) const IN_MIRROR: u32 = 1;

/// A shader of something that light falls on.
macro_rules! lit {
    ($file:literal) => {
        concat!(
            include_str!("shaders/common.wgsl"),
            include_str!("shaders/light.wgsl"),
            include_str!("shaders/detail.wgsl"),
            include_str!($file)
        )
    };
}

/// Every shader as it is compiled: a name and its text.
pub const SHADERS: [(&str, &str); 13] = [
    ("mesh", lit!("shaders/mesh.wgsl")),
    ("hand", lit!("shaders/hand.wgsl")),
    ("cloth", lit!("shaders/cloth.wgsl")),
    ("text", concat!(include_str!("shaders/common.wgsl"), include_str!("shaders/text.wgsl"))),
    ("hidden", concat!(include_str!("shaders/common.wgsl"), include_str!("shaders/hidden.wgsl"))),
    ("depth", concat!(include_str!("shaders/common.wgsl"), include_str!("shaders/depth.wgsl"))),
    ("pane", concat!(include_str!("shaders/common.wgsl"), include_str!("shaders/pane.wgsl"))),
    ("shadow", concat!(include_str!("shaders/common.wgsl"), include_str!("shaders/shadow.wgsl"))),
    ("mirror", concat!(include_str!("shaders/common.wgsl"), include_str!("shaders/mirror.wgsl"))),
    ("veil", concat!(include_str!("shaders/common.wgsl"), include_str!("shaders/veil.wgsl"))),
    ("film", lit!("shaders/film.wgsl")),
    ("tracers", lit!("shaders/tracers.wgsl")),
    ("drift", include_str!("shaders/drift.wgsl")),
];

/// The shader for pipelines that draw both eyes in one pass.
pub fn for_both_eyes(shader: &str) -> String {
    shader.replace("/*both ", "").replace(" both*/", "")
}

pub(crate) struct Pipelines {
    pub hidden: RenderPipeline,
    pub direct: Things,
    /// The same where a mirror is seen, turned about.
    pub mirrored: Things,
    pub pane: PanePipelines,
    pub film: RenderPipeline,
    /// Smoke, streaks.
    pub tracers: [RenderPipeline; 2],
    pub captions: RenderPipeline,
}

/// A mirror's surface, in the order of drawing.
pub(crate) struct PanePipelines {
    /// Marks where it is seen.
    pub mark: RenderPipeline,
    /// Makes room there for what it shows.
    pub open: RenderPipeline,
    /// Closes it, so that what is drawn later is before or behind it.
    pub close: RenderPipeline,
}

/// What is in a room.
pub(crate) struct Things {
    /// What moves, and what is fixed.
    pub mesh: [MeshPipelines; 2],
    pub shadow: RenderPipeline,
    pub veil: RenderPipeline,
    pub hand: RenderPipeline,
    pub cloth: RenderPipeline,
    pub panels: RenderPipeline,
    pub holes: RenderPipeline,
}

pub(crate) struct MeshPipelines {
    pub one_sided: RenderPipeline,
    pub two_sided: RenderPipeline,
    pub glass: RenderPipeline,
}

/// What every pipeline draws into.
#[derive(Clone, Copy)]
pub struct Output {
    /// An sRGB one.
    pub format: wgpu::TextureFormat,
    /// A pixel: 4, or 1 where memory is short.
    pub samples: u32,
    /// One pass draws both eyes, each into its layer.
    pub both_eyes: bool,
}

impl Output {
    /// Layers that a pass draws into.
    pub(crate) fn layers(self) -> u32 {
        if self.both_eyes { 2 } else { 1 }
    }

    pub(crate) fn multiview(self) -> Option<NonZeroU32> {
        if self.both_eyes { NonZeroU32::new(0b11) } else { None }
    }
}

/// What differs from one pipeline to the next.
#[derive(Clone, Copy)]
struct Kind<'a> {
    label: &'a str,
    shader: usize,
    vertex: &'a str,
    fragment: &'a str,
    /// After the world's: where light falls it is the first, then what the kind needs itself.
    groups: [Option<&'a BindGroupLayout>; 2],
    buffers: &'a [Option<VertexBufferLayout<'a>>],
    strip: bool,
    cull: bool,
    blend: Option<wgpu::BlendState>,
    /// Without depth.
    flat: bool,
    over_all: bool,
    /// Hides what is drawn behind it later.
    solid: bool,
    fades: bool,
    coloured: bool,
    stencil: Stencil,
}

#[derive(Clone, Copy)]
enum Stencil {
    Ignored,
    /// Says that a mirror is here.
    Marked,
    /// Drawn only where one is, as it is seen in one: corners that go round to the left go round to the right.
    Mirrored,
}

/// Takes away what lies there, as much as the shape is solid, and puts nothing in its place.
const HOLE: wgpu::BlendState = {
    let less = wgpu::BlendComponent {
        src_factor: wgpu::BlendFactor::Zero,
        dst_factor: wgpu::BlendFactor::OneMinusSrcAlpha,
        operation: wgpu::BlendOperation::Add,
    };
    wgpu::BlendState { color: less, alpha: less }
};

/// Takes away light and leaves the picture whole.
const DARKER: wgpu::BlendState = wgpu::BlendState {
    alpha: wgpu::BlendComponent {
        src_factor: wgpu::BlendFactor::Zero,
        dst_factor: wgpu::BlendFactor::One,
        operation: wgpu::BlendOperation::Add,
    },
    ..HOLE
};

impl<'a> Kind<'a> {
    fn mesh(layouts: &'a Layouts) -> Kind<'a> {
        Kind {
            label: "mesh",
            shader: 0,
            vertex: "moving_vertex",
            fragment: "moving",
            groups: [Some(&layouts.surfaces), None],
            buffers: layouts::MESH,
            strip: false,
            cull: true,
            blend: None,
            flat: false,
            over_all: false,
            solid: true,
            fades: false,
            coloured: true,
            stencil: Stencil::Ignored,
        }
    }

    fn text(layouts: &'a Layouts) -> Kind<'a> {
        Kind {
            shader: 3,
            fragment: "fragment",
            groups: [Some(&layouts.atlas), None],
            buffers: layouts::TEXT,
            strip: true,
            cull: false,
            blend: Some(wgpu::BlendState::ALPHA_BLENDING),
            solid: false,
            ..Kind::mesh(layouts)
        }
    }
}

/// Letters on a picture of their own: nothing is before or behind them.
pub(crate) fn flat(device: &wgpu::Device, layouts: &Layouts, format: wgpu::TextureFormat) -> RenderPipeline {
    let kind = Kind { label: "flat", vertex: "on_screen", flat: true, ..Kind::text(layouts) };
    let output = Output { format, samples: 1, both_eyes: false };
    build(device, None, &shader(device, kind.shader, output), &layouts.world, &kind, output)
}

/// What draws a mirror: panels in the room, and what an eye sees over them.
pub(crate) struct Mirrored {
    pub panels: RenderPipeline,
    pub seen: RenderPipeline,
    pub seen_layout: BindGroupLayout,
}

pub(crate) fn mirrored(device: &wgpu::Device, layouts: &Layouts, format: wgpu::TextureFormat) -> Mirrored {
    let fragment = wgpu::ShaderStages::FRAGMENT;
    let seen_layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("mirror"),
        entries: &[
            texture(0, wgpu::TextureViewDimension::D2),
            entry(1, fragment, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
            uniform(2, wgpu::ShaderStages::VERTEX_FRAGMENT, false),
        ],
    });
    let output = Output { format, samples: 1, both_eyes: false };
    let build = |kind: &Kind| build(device, None, &shader(device, kind.shader, output), &layouts.world, kind, output);
    let text = Kind::text(layouts);
    let panels = build(&Kind { label: "mirror, panels", vertex: "in_room", flat: true, ..text });
    let seen = build(&Kind {
        label: "mirror",
        shader: 8,
        vertex: "vertex",
        groups: [Some(&seen_layout), None],
        buffers: &[],
        strip: false,
        flat: true,
        // A picture with holes is one whose colours are as much less as it has of them.
        blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
        ..text
    });
    Mirrored { panels, seen, seen_layout }
}

fn shader(device: &wgpu::Device, which: usize, output: Output) -> wgpu::ShaderModule {
    let (name, source) = SHADERS[which];
    let source = if output.both_eyes { for_both_eyes(source).into() } else { source.into() };
    device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(name),
        source: wgpu::ShaderSource::Wgsl(source),
    })
}

impl Pipelines {
    /// `cache` may know them from earlier; `before` hears what each is called.
    pub fn new(
        device: &wgpu::Device,
        layouts: &Layouts,
        output: Output,
        cache: Option<&wgpu::PipelineCache>,
        before: &dyn Fn(&str),
    ) -> Pipelines {
        let shaders: [_; SHADERS.len()] = std::array::from_fn(|which| shader(device, which, output));
        let build = |kind: &Kind| {
            before(kind.label);
            build(device, cache, &shaders[kind.shader], &layouts.world, kind, output)
        };
        let (mesh, text) = (Kind::mesh(layouts), Kind::text(layouts));
        let fixed = Kind { label: "fixed mesh", vertex: "fixed_vertex", fragment: "fixed", ..mesh };
        let things = |stencil| Things {
            mesh: [mesh, fixed].map(|kind| MeshPipelines {
                one_sided: build(&Kind { stencil, ..kind }),
                two_sided: build(&Kind { cull: false, stencil, ..kind }),
                glass: build(&Kind {
                    cull: false,
                    blend: Some(wgpu::BlendState::ALPHA_BLENDING),
                    solid: false,
                    stencil,
                    ..kind
                }),
            }),
            shadow: build(&Kind {
                label: "shadows",
                shader: 7,
                vertex: "vertex",
                fragment: "fragment",
                groups: [None, None],
                buffers: layouts::SHADOW,
                blend: Some(DARKER),
                stencil,
                ..text
            }),
            veil: build(&Kind {
                label: "veils",
                shader: 9,
                vertex: "vertex",
                fragment: "fragment",
                groups: [None, None],
                buffers: layouts::VEIL,
                strip: false,
                cull: true,
                stencil,
                ..text
            }),
            hand: build(&Kind {
                label: "hand",
                shader: 1,
                vertex: "vertex",
                fragment: "fragment",
                groups: [Some(&layouts.surfaces), Some(&layouts.bones)],
                buffers: layouts::HAND,
                fades: output.samples > 1,
                stencil,
                ..mesh
            }),
            cloth: build(&Kind {
                label: "cloth",
                shader: 2,
                vertex: "vertex",
                fragment: "fragment",
                groups: [Some(&layouts.surfaces), None],
                buffers: layouts::CLOTH,
                cull: false,
                stencil,
                ..mesh
            }),
            panels: build(&Kind { label: "panels", vertex: "in_room", stencil, ..text }),
            holes: build(&Kind { label: "holes", vertex: "in_room", blend: Some(HOLE), stencil, ..text }),
        };
        let pane = Kind {
            label: "pane",
            shader: 6,
            vertex: "surface",
            fragment: "fragment",
            groups: [None, None],
            buffers: layouts::PANE,
            strip: true,
            cull: false,
            over_all: true,
            stencil: Stencil::Mirrored,
            ..mesh
        };
        Pipelines {
            hidden: build(&Kind {
                label: "hidden",
                shader: 4,
                vertex: "vertex",
                fragment: "fragment",
                groups: [None, None],
                buffers: layouts::HIDDEN,
                cull: false,
                over_all: true,
                coloured: false,
                ..mesh
            }),
            direct: things(Stencil::Ignored),
            mirrored: things(Stencil::Mirrored),
            pane: PanePipelines {
                mark: build(&Kind {
                    label: "pane, mark",
                    over_all: false,
                    coloured: false,
                    stencil: Stencil::Marked,
                    ..pane
                }),
                open: build(&Kind { label: "pane, open", vertex: "opening", ..pane }),
                close: build(&Kind {
                    label: "pane, close",
                    blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                    ..pane
                }),
            },
            film: build(&Kind {
                label: "films",
                shader: 10,
                vertex: "vertex",
                fragment: "fragment",
                groups: [Some(&layouts.surfaces), None],
                buffers: layouts::FILM,
                ..text
            }),
            tracers: ["puff", "streak"].map(|vertex| {
                build(&Kind {
                    label: vertex,
                    shader: 11,
                    vertex,
                    groups: [Some(&layouts.surfaces), None],
                    buffers: layouts::TRACERS,
                    ..text
                })
            }),
            captions: build(&Kind { label: "captions", vertex: "on_screen", over_all: true, ..text }),
        }
    }
}

/// Compiles what draws a headset's pictures, both eyes in one pass, and keeps nothing but in `cache`: for who asks a driver
/// what it makes of it. `before` hears what each pipeline is called; what only cuts or blends otherwise is called the same. Needs what
/// [`crate::Renderer::both_eyes`] does, and several samples.
pub fn compile(
    device: &wgpu::Device,
    format: wgpu::TextureFormat,
    samples: u32,
    cache: Option<&wgpu::PipelineCache>,
    before: &dyn Fn(&str),
) {
    let layouts = Layouts::new(device);
    Pipelines::new(device, &layouts, Output { format, samples, both_eyes: true }, cache, before);
    before("flat");
    flat(device, &layouts, format);
    before("depth");
    depth::pipeline(device);
}

fn build(
    device: &wgpu::Device,
    cache: Option<&wgpu::PipelineCache>,
    module: &wgpu::ShaderModule,
    world: &BindGroupLayout,
    kind: &Kind,
    output: Output,
) -> RenderPipeline {
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(kind.label),
        bind_group_layouts: &[Some(world), kind.groups[0], kind.groups[1]][..1 + kind.groups.iter().flatten().count()],
        immediate_size: 0,
    });
    let stencil = |compare, pass_op| {
        let face = wgpu::StencilFaceState { compare, pass_op, ..Default::default() };
        wgpu::StencilState { front: face, back: face, read_mask: !0, write_mask: !0 }
    };
    let compare = if kind.over_all { wgpu::CompareFunction::Always } else { wgpu::CompareFunction::GreaterEqual };
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(kind.label),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module,
            entry_point: Some(kind.vertex),
            compilation_options: Default::default(),
            buffers: kind.buffers,
        },
        primitive: wgpu::PrimitiveState {
            topology: if kind.strip {
                wgpu::PrimitiveTopology::TriangleStrip
            } else {
                wgpu::PrimitiveTopology::TriangleList
            },
            front_face: match kind.stencil {
                Stencil::Mirrored => wgpu::FrontFace::Cw,
                Stencil::Ignored | Stencil::Marked => wgpu::FrontFace::Ccw,
            },
            cull_mode: kind.cull.then_some(wgpu::Face::Back),
            ..Default::default()
        },
        depth_stencil: (!kind.flat).then(|| wgpu::DepthStencilState {
            format: depth_format(device),
            depth_write_enabled: Some(kind.solid),
            depth_compare: Some(compare),
            stencil: match kind.stencil {
                Stencil::Ignored => wgpu::StencilState::default(),
                Stencil::Marked => stencil(wgpu::CompareFunction::Always, wgpu::StencilOperation::Replace),
                Stencil::Mirrored => stencil(wgpu::CompareFunction::Equal, wgpu::StencilOperation::Keep),
            },
            bias: Default::default(),
        }),
        multisample: wgpu::MultisampleState {
            count: output.samples,
            alpha_to_coverage_enabled: kind.fades,
            ..Default::default()
        },
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some(kind.fragment),
            compilation_options: Default::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format: output.format,
                blend: kind.blend,
                // A picture is whole but for its holes, which only what is blended over them may fill again.
                write_mask: match (kind.coloured, kind.blend) {
                    (false, _) => wgpu::ColorWrites::empty(),
                    (true, None) => wgpu::ColorWrites::COLOR,
                    (true, Some(_)) => wgpu::ColorWrites::ALL,
                },
            })],
        }),
        multiview_mask: output.multiview(),
        cache,
    })
}
