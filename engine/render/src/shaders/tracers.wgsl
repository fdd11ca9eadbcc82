// What drifts with the air: puffs of smoke that grow, or streaks as long as their air goes in a moment.

struct In {
    @builtin(vertex_index) corner: u32,
    // w: seconds it is still seen.
    @location(0) position: vec4<f32>,
    // w: seconds since it came out.
    @location(1) speed: vec4<f32>,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) at: vec2<f32>,
    @location(1) light: vec3<f32>,
    @location(2) cover: f32,
}

// A streak shows where its air goes in this time (design).
const STREAK_S = 0.25;
// Half its width, metres.
const THIN_M = 0.004;
// Half a puff's width as it comes out, and how fast it grows (design, about what a glycol fogger's plume does).
const PUFF_M = 0.016;
const GROWS_M_PER_S = 0.02;
// Share of what is behind a puff that it hides as it comes out, and a streak.
const SMOKE = 0.06;
const STREAK = 0.85;
// Smoke sends back nearly all light; streaks are told from white walls and from steel.
const WHITE = vec3<f32>(0.9);
const BLUE = vec3<f32>(0.0, 0.16, 0.5);
// Seconds in which they come and go.
const FADES_S = 0.4;

fn shown(in: In, along: vec3<f32>, half: vec2<f32>, colour: vec3<f32>, cover: f32) -> Out {
    let to_eye = eye().position.xyz - in.position.xyz;
    let across = normalize(cross(along, to_eye));
    let c = vec2<f32>(f32(in.corner & 1u), f32(in.corner >> 1u)) * 2.0 - 1.0;
    var out: Out;
    // What is not seen any more has no extent.
    let place = in.position.xyz + (along * half.x * c.x + across * half.y * c.y) * f32(in.position.w > 0.0);
    out.clip = eye().clip_from_room * vec4<f32>(place, 1.0);
    out.at = c;
    out.light = colour * ambient(in.position.xyz, vec3<f32>(0.0, 1.0, 0.0));
    out.cover = cover * min(min(in.position.w, in.speed.w) / FADES_S, 1.0);
    return out;
}

@vertex
fn puff(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    let half = PUFF_M + GROWS_M_PER_S * in.speed.w;
    let to_eye = eye().position.xyz - in.position.xyz;
    let aside = normalize(cross(to_eye, vec3<f32>(0.0, 1.0, 0.0)) + vec3<f32>(1e-6, 0.0, 0.0));
    return shown(in, aside, vec2<f32>(half), WHITE, SMOKE * PUFF_M / half);
}

@vertex
fn streak(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    let metres = length(in.speed.xyz);
    let along = in.speed.xyz / max(metres, 1e-6) + vec3<f32>(1e-6, 0.0, 0.0);
    return shown(in, along, vec2<f32>(0.5 * metres * STREAK_S + THIN_M, THIN_M), BLUE, STREAK);
}

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    let soft = max(1.0 - dot(in.at, in.at), 0.0);
    return vec4<f32>(picture(in.light, in.clip.xy), in.cover * soft * soft);
}
