//! A person for Monado's remote driver: head, eyes, and two hands with five curls each, over a socket. What was sent
//! last stays until the next.
//!
//! The driver knows no joints: it bends a hand of its own by the curls. So a hand arrives where it was sent, closed as
//! far, but not as the same joints.

use glam::{Quat, Vec3};
use std::io::Write;
use std::net::TcpStream;
use tape::{Frame, Hand, LEFT, Pose, RIGHT, joint};

const PORT: u16 = 4242;
/// A packet, and where its parts are (Monado 25, `r_interface.h`); little-endian.
const SIZE: usize = 376;
const VIEWS: [usize; 2] = [8, 56];
const HEAD: usize = 104;
const VIEWS_VALID: usize = 132;
const HANDS: [usize; 2] = [136, 256];
/// In a hand.
const CURLS: usize = 52;
const TRIGGER: usize = 72;
const SQUEEZE: usize = 76;
const HAND_TRACKED: usize = 104;
const CONTROLLER: usize = 105;

/// Where the driver's hands have their palms, from the poses that they are sent (measured through the runtime).
const SENT_FROM_PALM: [Pose; 2] = [
    Pose { position: Vec3::new(0.0033, 0.0009, -0.0644), rotation: Quat::IDENTITY },
    Pose { position: Vec3::new(-0.0033, 0.0009, -0.0644), rotation: Quat::IDENTITY },
];

/// One hand as the driver knows it.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    pub pose: Pose,
    /// Little, ring, middle, index, thumb: 0 open … 1 closed.
    pub curls: [f32; 5],
    pub trigger: f32,
    pub squeeze: f32,
    pub tracked: bool,
    pub controller: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub head: Pose,
    /// Angles left, right, up, down (radians), and the eye from the head's centre.
    pub eyes: [([f32; 4], Vec3); 2],
    pub hands: [Sent; 2],
}

impl Default for Person {
    fn default() -> Person {
        let hand = |x| Sent {
            pose: Pose { position: Vec3::new(x, 1.2, -0.4), rotation: Quat::IDENTITY },
            curls: [0.0; 5],
            trigger: 0.0,
            squeeze: 0.0,
            tracked: true,
            controller: false,
        };
        Person {
            head: Pose { position: Vec3::Y * 1.65, rotation: Quat::IDENTITY },
            eyes: [
                ([-0.94, 0.70, 0.77, -0.96], Vec3::new(-0.0315, 0.0, 0.0)),
                ([-0.70, 0.94, 0.77, -0.96], Vec3::new(0.0315, 0.0, 0.0)),
            ],
            hands: [hand(-0.2), hand(0.2)],
        }
    }
}

impl Person {
    /// As in a frame of a tape: the same palms, closed as far.
    pub fn of(frame: &Frame) -> Person {
        let hand = |side: usize| {
            let hand = &frame.hands[side];
            Sent {
                pose: hand.joints[joint::PALM].then(SENT_FROM_PALM[side].inverse()),
                curls: curls(hand),
                trigger: 0.0,
                squeeze: 0.0,
                tracked: hand.tracked,
                controller: false,
            }
        };
        Person { head: frame.head, hands: [hand(LEFT), hand(RIGHT)], ..Person::default() }
    }

    fn packet(&self) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        let mut put = |at: usize, values: &[f32]| {
            for (i, value) in values.iter().enumerate() {
                bytes[at + 4 * i..at + 4 * i + 4].copy_from_slice(&value.to_le_bytes());
            }
        };
        for (at, (angles, eye)) in VIEWS.into_iter().zip(self.eyes) {
            put(at, &angles);
            put(at + 16, &seven(Pose { position: eye, rotation: Quat::IDENTITY }));
        }
        put(HEAD, &seven(self.head));
        for (at, hand) in HANDS.into_iter().zip(&self.hands) {
            put(at, &seven(hand.pose));
            put(at + CURLS, &hand.curls);
            put(at + TRIGGER, &[hand.trigger]);
            put(at + SQUEEZE, &[hand.squeeze]);
        }
        bytes[VIEWS_VALID] = 1;
        for (at, hand) in HANDS.into_iter().zip(&self.hands) {
            bytes[at + HAND_TRACKED] = hand.tracked.into();
            bytes[at + CONTROLLER] = hand.controller.into();
        }
        bytes
    }
}

fn seven(Pose { position: p, rotation: q }: Pose) -> [f32; 7] {
    [q.x, q.y, q.z, q.w, p.x, p.y, p.z]
}

/// How far each finger is bent; what pinches is bent at least as far as it pinches.
fn curls(hand: &Hand) -> [f32; 5] {
    let bent = |joints: [usize; 4], open: f32, closed: f32| {
        let way =
            |i: usize| (hand.joints[joints[i + 1]].position - hand.joints[joints[i]].position).normalize_or_zero();
        let angle = (0..2).map(|i| way(i).angle_between(way(i + 1))).sum::<f32>().to_degrees();
        ((angle - open) / (closed - open)).clamp(0.0, 1.0)
    };
    // Degrees at the middle joints of a hand that lies open, and of a fist (as `tape::natural_hand` has them).
    let finger = |first: usize| bent([first, first + 1, first + 2, first + 3], 24.0, 155.0);
    let thumb = bent([joint::THUMB_METACARPAL, 3, 4, 5], 15.0, 80.0);
    let index = finger(joint::INDEX_PROXIMAL).max(hand.pinch);
    let [little, ring, middle] = [joint::LITTLE_PROXIMAL, joint::RING_PROXIMAL, joint::MIDDLE_PROXIMAL].map(finger);
    [little, ring, middle, index, thumb.max(hand.pinch)]
}

/// The socket of the driver.
pub struct Feeder(TcpStream);

impl Feeder {
    pub fn connect() -> Feeder {
        let stream = TcpStream::connect(("127.0.0.1", PORT)).expect("the remote driver listens");
        stream.set_nodelay(true).expect("a socket");
        Feeder(stream)
    }

    pub fn send(&mut self, person: &Person) {
        self.0.write_all(&person.packet()).expect("the remote driver takes what it is sent");
    }
}
