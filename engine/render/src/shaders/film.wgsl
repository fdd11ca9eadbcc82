// A film of liquid on a face: darker below, and it mirrors. It dries from its edge.

struct In {
    @builtin(vertex_index) corner: u32,
    // Rows of room_from_film: its face is the square from −1 to 1 along x and z, +Y out of it.
    @location(0) row_x: vec4<f32>,
    @location(1) row_y: vec4<f32>,
    @location(2) row_z: vec4<f32>,
    // 1 just laid … 0 dry.
    @location(3) wet: f32,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) position: vec3<f32>,
    @location(1) light: vec3<f32>,
    @location(2) @interpolate(flat) normal: vec3<f32>,
    // Metres from the middle, along its x and z.
    @location(3) at: vec2<f32>,
    @location(4) @interpolate(flat) half: vec2<f32>,
    @location(5) @interpolate(flat) wet: f32,
}

// As far over the face as a depth buffer needs to tell them apart in a room; over a shadow that may lie there.
const OVER_M = 0.0025;
// Share of what lies below that a film takes away, as wet cloth and card are darker (design).
const DARKER = 0.28;
const SMOOTH = 0.05;
// Metres over which its edge fades, and how ragged it is, of its smaller half.
const EDGE_M = 0.004;
const RAGGED = 0.22;

@vertex
fn vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    let c = vec2<f32>(f32(in.corner & 1u), f32(in.corner >> 1u)) * 2.0 - 1.0;
    let columns = transpose(mat3x3<f32>(in.row_x.xyz, in.row_y.xyz, in.row_z.xyz));
    let normal = normalize(columns[1]);
    let middle = vec3<f32>(in.row_x.w, in.row_y.w, in.row_z.w);
    var out: Out;
    out.position = middle + columns[0] * c.x + columns[2] * c.y + normal * OVER_M;
    out.clip = eye().clip_from_room * vec4<f32>(out.position, 1.0);
    out.light = ambient(out.position, normal);
    out.normal = normal;
    out.half = vec2<f32>(length(columns[0]), length(columns[2]));
    out.at = c * out.half;
    out.wet = in.wet;
    return out;
}

@fragment
fn fragment(in: Out /*both , @builtin(view_index) view: u32 both*/) -> @location(0) vec4<f32> {
    /*both drawn = view; both*/
    let least = min(in.half.x, in.half.y);
    let from_edge = min(in.half.x - abs(in.at.x), in.half.y - abs(in.at.y));
    let p = in.at * 90.0;
    let ragged = 0.5 + 0.25 * (sin(p.x + 1.7 * sin(p.y * 0.7)) + sin(1.3 * p.y + 2.1 * sin(p.x * 0.6)));
    let within = from_edge - least * ((1.0 - in.wet) * (1.0 + RAGGED) - RAGGED * (1.0 - ragged) + 0.04);
    let cover = smoothstep(0.0, EDGE_M, within);
    var s: Surface;
    s.position = in.position;
    // Liquid is never quite flat.
    s.normal = normalize(in.normal + 0.02 * (ragged - 0.5) * vec3<f32>(cos(p.x), cos(p.x + p.y), cos(p.y)));
    // As black glass that hides little of what is behind.
    s.base = vec3<f32>(0.0);
    s.opacity = DARKER;
    s.metallic = 0.0;
    s.roughness = SMOOTH;
    s.light = in.light;
    s.emissive = vec3<f32>(0.0);
    let seen = shade(s);
    return vec4<f32>(picture(seen.rgb, in.clip.xy), seen.a * cover);
}
