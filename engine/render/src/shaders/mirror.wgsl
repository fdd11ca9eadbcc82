// What an eye sees, made small, over the panels that lie under it.

struct Part {
    // Share of the picture's width and height that was drawn.
    share: vec2<f32>,
    // Half a small picture's pixel, in the same.
    quarter: vec2<f32>,
}

@group(1) @binding(0) var seen: texture_2d<f32>;
@group(1) @binding(1) var seen_sampler: sampler;
@group(1) @binding(2) var<uniform> part: Part;

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) uv: vec2<f32>,
}

// One triangle over everything.
@vertex
fn vertex(@builtin(vertex_index) corner: u32) -> Out {
    let c = vec2<f32>(f32(corner & 1u), f32(corner >> 1u)) * 2.0;
    var out: Out;
    out.clip = vec4<f32>(c.x * 2.0 - 1.0, 1.0 - c.y * 2.0, 0.0, 1.0);
    out.uv = c * part.share;
    return out;
}

// Four samples, each the mean of four: a picture up to four times as wide is made small without leaving pixels out.
@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    let d = part.quarter;
    let most = part.share - d;
    var sum = vec4<f32>(0.0);
    for (var i = 0u; i < 4u; i++) {
        let side = vec2<f32>(f32(i & 1u), f32(i >> 1u)) * 2.0 - 1.0;
        sum += textureSampleLevel(seen, seen_sampler, clamp(in.uv + side * d, d, most), 0.0);
    }
    return 0.25 * sum;
}
