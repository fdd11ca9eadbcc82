// Translucent boxes around what something is said of: hatched, with edges, so that colour is not the only sign.

struct In {
    @builtin(vertex_index) corner: u32,
    // Rows of room_from_box, of a cube of edge 1.
    @location(0) row_x: vec4<f32>,
    @location(1) row_y: vec4<f32>,
    @location(2) row_z: vec4<f32>,
    @location(3) colour: vec4<f32>,
    // 0 plain, 1 lines across, 2 upright, 3 rising, 4 crossed.
    @location(4) hatching: u32,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    // Metres from the middle of the face, to the right and up.
    @location(0) at: vec2<f32>,
    @location(1) @interpolate(flat) half: vec2<f32>,
    @location(2) @interpolate(flat) colour: vec4<f32>,
    @location(3) @interpolate(flat) hatching: u32,
}

// As far off the surface as a depth buffer needs to tell them apart in a room.
const OFF_M = 0.003;
// Share of the colour on a face, on its lines and at its edges (design).
const FACE = 0.22;
const LINE = 0.75;
const EDGE = 0.95;
const EDGE_M = 0.004;
// From line to line, of a face's longer side, within these bounds; and the share of it that a line covers.
const PITCH = 0.16;
const PITCH_M = vec2<f32>(0.016, 0.16);
const THICK = 0.22;

// Two triangles of a face, counter-clockwise seen from outside.
const CORNERS = array<vec2<f32>, 6>(
    vec2<f32>(-1.0, -1.0), vec2<f32>(1.0, -1.0), vec2<f32>(1.0, 1.0),
    vec2<f32>(-1.0, -1.0), vec2<f32>(1.0, 1.0), vec2<f32>(-1.0, 1.0),
);

@vertex
fn vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    let face = in.corner / 6u;
    let side = select(-1.0, 1.0, (face & 1u) == 0u);
    var corners = CORNERS;
    let c = corners[in.corner % 6u];
    // Right, up and out of the face, along the box's own axes; upright faces have the box's y up.
    var p = vec3<f32>(side, c.y, -side * c.x);
    var axes = vec2<u32>(2u, 1u);
    if face / 2u == 1u {
        p = vec3<f32>(c.x, side, -side * c.y);
        axes = vec2<u32>(0u, 2u);
    } else if face / 2u == 2u {
        p = vec3<f32>(side * c.x, c.y, side);
        axes = vec2<u32>(0u, 1u);
    }
    let columns = transpose(mat3x3<f32>(in.row_x.xyz, in.row_y.xyz, in.row_z.xyz));
    let half = 0.5 * vec3<f32>(length(columns[0]), length(columns[1]), length(columns[2])) + OFF_M;
    let on_box = vec4<f32>(0.5 * p * half / (half - OFF_M), 1.0);
    var out: Out;
    let position = vec3<f32>(dot(in.row_x, on_box), dot(in.row_y, on_box), dot(in.row_z, on_box));
    out.clip = eye().clip_from_room * vec4<f32>(position, 1.0);
    out.half = vec2<f32>(half[axes.x], half[axes.y]);
    out.at = c * out.half;
    out.colour = in.colour;
    out.hatching = in.hatching;
    return out;
}

// How much of a line lies at `x` pitches across; where lines are finer than pixels, their mean.
fn line(x: f32) -> f32 {
    let pixel = max(fwidth(x), 1e-4);
    let sharp = clamp((0.5 * THICK - abs(fract(x) - 0.5)) / pixel + 0.5, 0.0, 1.0);
    return mix(sharp, THICK, clamp(2.0 * pixel - 0.5, 0.0, 1.0));
}

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    let at = in.at / clamp(2.0 * PITCH * max(in.half.x, in.half.y), PITCH_M.x, PITCH_M.y);
    let across = line(at.y);
    let upright = line(at.x);
    let rising = line(0.7071 * (at.y - at.x));
    let falling = line(0.7071 * (at.y + at.x));
    var hatch = 0.0;
    switch in.hatching {
        case 1u: { hatch = across; }
        case 2u: { hatch = upright; }
        case 3u: { hatch = rising; }
        case 4u: { hatch = max(rising, falling); }
        default: {}
    }
    let to_edge = in.half - abs(in.at);
    let edge = clamp((EDGE_M - min(to_edge.x, to_edge.y)) / max(fwidth(in.at.x) + fwidth(in.at.y), 1e-5) + 1.0, 0.0, 1.0);
    return vec4<f32>(in.colour.rgb, in.colour.a * max(mix(FACE, LINE, hatch), EDGE * edge));
}
