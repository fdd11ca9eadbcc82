// The dark under what stands on a surface.

struct In {
    @builtin(vertex_index) corner: u32,
    // w half its width along its own x.
    @location(0) middle: vec4<f32>,
    // x half its length, y metres over which its edge fades, z the share of light that it takes.
    @location(1) shape: vec3<f32>,
    // Cosine and sine of its turn about +Y.
    @location(2) turn: vec2<f32>,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    // Metres from the middle, along its own x and z.
    @location(0) at: vec2<f32>,
    @location(1) @interpolate(flat) half: vec2<f32>,
    @location(2) @interpolate(flat) edge: vec2<f32>,
}

// As far over the surface as a depth buffer needs to tell them apart in a room.
const OVER_M = 0.0015;

@vertex
fn vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    let corner = vec2<f32>(f32(in.corner & 1u), f32(in.corner >> 1u)) * 2.0 - 1.0;
    let half = vec2<f32>(in.middle.w, in.shape.x);
    let at = corner * (half + in.shape.y * 0.5);
    let away = vec3<f32>(at.x * in.turn.x + at.y * in.turn.y, OVER_M, at.y * in.turn.x - at.x * in.turn.y);
    var out: Out;
    out.clip = eye().clip_from_room * vec4<f32>(in.middle.xyz + away, 1.0);
    out.at = at;
    out.half = half;
    out.edge = in.shape.yz;
    return out;
}

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    let soft = in.edge.x * 0.5;
    // Most things that stand are round, or have corners that are.
    let round = 0.8 * min(in.half.x, in.half.y);
    let away = length(max(abs(in.at) - in.half + round, vec2<f32>(0.0))) - round;
    return vec4<f32>(0.0, 0.0, 0.0, in.edge.y * smoothstep(-soft, soft, -away));
}
