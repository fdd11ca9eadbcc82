//! A picture takes no memory of ours once the first ones are drawn; what the graphics library takes for it is counted:
//! with wgpu 30 at most 43 allocations while commands are written, and 68 while they are submitted and GPU times asked.

use crate::feeder::{Feeder, Person};
use crate::headset;
use crate::one_of_everything;
use crate::service::{Display, runtime};
use allocation_counter::measure;
use render::{NEAR_M, Renderer};
use tape::{LEFT, RIGHT};

/// Pictures before memory is counted, and those in which it is.
const FIRST: u64 = 10;
const COUNTED: u64 = 20;

#[test]
fn a_picture_takes_no_memory_but_the_graphics_librarys() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let mut headset = headset();
    assert!(headset.with_depth(NEAR_M).expect("the runtime lives"));
    let assets = one_of_everything::load(&[]);
    let (device, queue) = (headset.device().device.clone(), headset.device().queue.clone());
    let renderer = Renderer::both_eyes(&device, &queue, headset.format(), 4, &assets);
    let (mut frame, mut canvas) = (renderer.frame(), renderer.canvas_with_depth(headset.found().size));
    let scene = one_of_everything::room(&assets);
    let mut drawn = 0;
    // Asking and telling the runtime; encoding; submitting, and asking the GPU what is finished.
    let mut most = [0; 3];
    while drawn < FIRST + COUNTED {
        let mut moment = None;
        let asking = measure(|| {
            assert_eq!(headset.listen().expect("the runtime lives"), None);
        });
        // The GPU is asked for its times in here.
        let waiting = measure(|| moment = headset.wait().expect("the runtime lives"));
        let Some(moment) = moment else { continue };
        let (mut eyes, mut image) = (None, 0);
        let looking = measure(|| {
            headset.head(moment.display_ns).expect("the runtime lives");
            for side in [LEFT, RIGHT] {
                headset.seen(side, moment.display_ns).expect("the runtime lives");
            }
            eyes = headset.locate(moment).expect("the runtime lives");
        });
        let (false, Some(eyes)) = (!moment.shown, eyes) else {
            headset.end(moment, false).expect("the runtime lives");
            continue;
        };
        let acquiring = measure(|| image = headset.acquire().expect("an image"));
        canvas.draw_part(moment.part);
        let mut encoder = device.create_command_encoder(&Default::default());
        let encoding = measure(|| {
            headset.time_from(&mut encoder);
            let (image, depth) = (headset.image(image), headset.depth().expect("depth is given"));
            renderer.draw_both(&mut frame, &canvas, &mut encoder, &scene, &eyes, &image.both);
            renderer.draw_depth(&canvas, &mut encoder, &depth.both);
            headset.time_to(&mut encoder);
        });
        let submitting = measure(|| {
            queue.submit([encoder.finish()]);
        });
        let ending = measure(|| headset.end(moment, true).expect("the runtime takes it"));
        drawn += 1;
        if drawn > FIRST {
            let ours = asking.count_total + looking.count_total + acquiring.count_total;
            let library = submitting.count_total + waiting.count_total + ending.count_total;
            for (most, count) in most.iter_mut().zip([ours, encoding.count_total, library]) {
                *most = (*most).max(count);
            }
        }
    }
    eprintln!(
        "allocations in a picture: asking {}, encoding {}, submitting and GPU times {}",
        most[0], most[1], most[2]
    );
    assert_eq!(most[0], 0);
    assert!(most[1] < 150 && most[2] < 150, "{most:?}");
}
