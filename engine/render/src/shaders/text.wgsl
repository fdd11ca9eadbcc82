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
}

fn corner_of(index: u32) -> vec2<f32> {
    return vec2<f32>(f32(index & 1u), f32(index >> 1u));
}

fn quad(in: In) -> Out {
    let c = corner_of(in.corner);
    var out: Out;
    out.clip = vec4<f32>(in.origin + in.right * c.x + in.up * c.y, 1.0);
    out.uv = mix(in.uv.xy, in.uv.zw, c);
    out.colour = in.colour;
    return out;
}

@vertex
fn in_room(in: In) -> Out {
    var out = quad(in);
    out.clip = eye().clip_from_room * vec4<f32>(out.clip.xyz, 1.0);
    return out;
}

// Origins are already in clip space; depth 1 is nearest.
@vertex
fn on_screen(in: In) -> Out {
    return quad(in);
}

// Atlas pixels from the edge of a letter to the end of the distances, as in font.rs.
const REACH = 6.0;

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    let right = dpdx(in.uv);
    let down = dpdy(in.uv);
    // Distances across half a picture's pixel: a stem thinner than that still leaves its share of grey.
    let size = vec2<f32>(textureDimensions(atlas));
    let ramp = clamp(0.5 * (length(right * size) + length(down * size)) / (2.0 * REACH), 0.004, 1.0) * 0.8;
    var inside = 0.0;
    for (var i = 0; i < 4; i += 1) {
        let at = vec2<f32>(f32(i & 1), f32(i >> 1)) - 0.5;
        let distance = textureSampleLevel(atlas, atlas_sampler, in.uv + 0.5 * (right * at.x + down * at.y), 0.0).r;
        inside += 0.25 * clamp((distance - 0.5) / ramp + 0.5, 0.0, 1.0);
    }
    // Colours come as square roots, so that eight bits hold the dark ones.
    return vec4<f32>(in.colour.rgb * in.colour.rgb, in.colour.a * inside);
}
