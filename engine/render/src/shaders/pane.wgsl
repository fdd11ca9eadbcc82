// A mirror's surface: where it is seen, what it takes away before the room is drawn in it, and what it adds after.

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) @interpolate(flat) colour: vec4<f32>,
}

// Polished steel sends back 0.92 of the light, and a trace of every other light (design).
const FILM = vec4<f32>(0.012, 0.012, 0.013, 0.08);
// What is behind everything.
const BACKGROUND = vec4<f32>(0.045, 0.05, 0.055, 1.0);

@vertex
fn surface(@location(0) position: vec3<f32> /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    return Out(eye().clip_from_room * vec4<f32>(position, 1.0), FILM);
}

// Infinitely far away.
@vertex
fn opening(@location(0) position: vec3<f32> /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    let clip = eye().clip_from_room * vec4<f32>(position, 1.0);
    return Out(vec4<f32>(clip.xy, 0.0, clip.w), BACKGROUND);
}

@fragment
fn fragment(in: Out) -> @location(0) vec4<f32> {
    return in.colour;
}
