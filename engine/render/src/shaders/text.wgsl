// Letters and the boxes behind them: quads cut out by a distance field.

@group(1) @binding(0) var atlas: texture_2d<f32>;
@group(1) @binding(1) var atlas_sampler: sampler;

struct In {
    @builtin(vertex_index) corner: u32,
    @location(0) origin: vec3<f32>,
    @location(1) right: vec3<f32>,
    @location(2) up: vec3<f32>,
    // u, v at the lower left and at the upper right.
    @location(3) uv: vec4<f32>,
    @location(4) colour: vec4<f32>,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) uv: vec2<f32>,
    @location(1) colour: vec4<f32>,
    // How far uv goes in a pixel to the right (xy) and down (zw).
    @location(2) @interpolate(flat) steps: vec4<f32>,
}

fn pixel(clip: vec4<f32>) -> vec2<f32> {
    return clip.xy / clip.w * vec2<f32>(0.5, -0.5) * vec2<f32>(world.size.xy);
}

// A quad in clip space. Steps are one for the whole quad: letters are small, and derivatives of a quad this small
// are not right on every driver.
fn quad(in: In, clip_from_space: mat4x4<f32>) -> Out {
    let c = vec2<f32>(f32(in.corner & 1u), f32(in.corner >> 1u));
    let origin = clip_from_space * vec4<f32>(in.origin, 1.0);
    let right = clip_from_space * vec4<f32>(in.right, 0.0);
    let up = clip_from_space * vec4<f32>(in.up, 0.0);
    let middle = origin + 0.5 * (right + up);
    let x = pixel(middle + 0.5 * right) - pixel(middle - 0.5 * right);
    let y = pixel(middle + 0.5 * up) - pixel(middle - 0.5 * up);
    let area = x.x * y.y - x.y * y.x;
    let size = (in.uv.zw - in.uv.xy) / select(area, 1.0, area == 0.0);
    var out: Out;
    out.clip = origin + right * c.x + up * c.y;
    out.uv = mix(in.uv.xy, in.uv.zw, c);
    out.colour = in.colour;
    out.steps = vec4<f32>(y.y * size.x, -x.y * size.y, -y.x * size.x, x.x * size.y);
    return out;
}

@vertex
fn in_room(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    return quad(in, eye().clip_from_room);
}

// Origins are already in clip space; depth 1 is nearest.
@vertex
fn on_screen(in: In) -> Out {
    let same = mat4x4<f32>(1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0);
    return quad(in, same);
}

// Atlas pixels from the edge of a letter to the end of the distances, as in font.rs.
const REACH = 6.0;

fn inside(uv: vec2<f32>, ramp: f32) -> f32 {
    let distance = textureSampleLevel(atlas, atlas_sampler, uv, 0.0).r;
    // A tenth of a pixel bolder: light blends in linear, where thin dark letters on white look thinner than they are.
    return clamp((distance - 0.5) / ramp + 0.6, 0.0, 1.0);
}

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    // Distances across a picture's pixel: a stem thinner than that still leaves its share of grey.
    let atlas_size = vec2<f32>(textureDimensions(atlas));
    let across = 0.5 * (length(in.steps.xy * atlas_size) + length(in.steps.zw * atlas_size));
    let ramp = clamp(0.8 * across / (2.0 * REACH), 0.004, 1.0);
    let a = 0.25 * (in.steps.xy + in.steps.zw);
    let b = 0.25 * (in.steps.xy - in.steps.zw);
    let share = inside(in.uv + a, ramp) + inside(in.uv - a, ramp) + inside(in.uv + b, ramp) + inside(in.uv - b, ramp);
    // Colours come as square roots, so that eight bits hold the dark ones.
    return vec4<f32>(in.colour.rgb * in.colour.rgb, in.colour.a * 0.25 * share);
}
