//! Controllers: what a person does with them, and which of their buttons do it.

use crate::error::Error;
use crate::runtime::Runtime;
use crate::sources::Controller;
use crate::spaces::located;
use glam::Vec2;
use openxr as xr;
use tape::{LEFT, RIGHT};

const HANDS: [&str; 2] = ["/user/hand/left", "/user/hand/right"];
/// Its grip is a bare hand's: no controller is held.
const BARE_HANDS: &str = "/interaction_profiles/ext/hand_interaction_ext";

/// One kind of controller. A path without a hand (`input/…`) is bound on both.
struct Profile {
    path: &'static str,
    trigger: &'static str,
    squeeze: Option<&'static str>,
    stick: Option<&'static str>,
    /// Opens the menu: hand and path.
    menu: &'static [(usize, &'static str)],
    shakes: bool,
}

const TRIGGER: &str = "input/trigger/value";
const SQUEEZE: Option<&str> = Some("input/squeeze/value");
const STICK: Option<&str> = Some("input/thumbstick");
/// What most have: a menu button on the left, system's own on the right.
const ON_THE_LEFT: &[(usize, &str)] = &[(LEFT, "input/menu/click")];
const ON_BOTH: &[(usize, &str)] = &[(LEFT, "input/menu/click"), (RIGHT, "input/menu/click")];

const fn usual(path: &'static str) -> Profile {
    Profile { path, trigger: TRIGGER, squeeze: SQUEEZE, stick: STICK, menu: ON_THE_LEFT, shakes: true }
}

/// Those that exist whatever the extensions; then those that an extension brings, in the order of [`offered`].
const KNOWN: [Profile; 3] = [
    Profile {
        trigger: "input/select/click",
        squeeze: None,
        stick: None,
        menu: ON_BOTH,
        ..usual("/interaction_profiles/khr/simple_controller")
    },
    usual("/interaction_profiles/oculus/touch_controller"),
    Profile {
        menu: &[(LEFT, "input/b/click"), (RIGHT, "input/b/click")],
        ..usual("/interaction_profiles/valve/index_controller")
    },
];
const TOUCH_PLUS: Profile = usual("/interaction_profiles/meta/touch_controller_plus");
const PICO_4: Profile = usual("/interaction_profiles/bytedance/pico4_controller");
const FOCUS_3: Profile = usual("/interaction_profiles/htc/vive_focus3_controller");
const HAND_INTERACTION: Profile = Profile {
    trigger: "input/pinch_ext/value",
    squeeze: Some("input/grasp_ext/value"),
    stick: None,
    menu: &[],
    shakes: false,
    ..usual(BARE_HANDS)
};

fn offered(extensions: &xr::ExtensionSet) -> impl Iterator<Item = &'static Profile> {
    const EXTENDED: [&Profile; 4] = [&TOUCH_PLUS, &PICO_4, &FOCUS_3, &HAND_INTERACTION];
    let there = [
        extensions.meta_touch_controller_plus,
        extensions.bd_controller_interaction,
        extensions.htc_vive_focus3_controller_interaction,
        extensions.ext_hand_interaction,
    ];
    KNOWN.iter().chain(EXTENDED.into_iter().zip(there).filter(|(_, there)| *there).map(|(profile, _)| profile))
}

/// What a person asks for with the sticks and buttons, beside the hands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// Of each hand: right and forward, −1…1.
    pub sticks: [Vec2; 2],
    /// Held down.
    pub menu: bool,
}

pub(crate) struct Controllers {
    set: xr::ActionSet,
    grip: xr::Action<xr::Posef>,
    trigger: xr::Action<f32>,
    squeeze: xr::Action<f32>,
    stick: xr::Action<xr::Vector2f>,
    menu: xr::Action<bool>,
    shake: xr::Action<xr::Haptic>,
    hands: [xr::Path; 2],
    grips: [xr::Space; 2],
    bare_hands: xr::Path,
    /// Bound now.
    profiles: [xr::Path; 2],
    /// Trigger and squeeze at the last sync.
    values: [[f32; 2]; 2],
    active: [bool; 2],
}

impl Controllers {
    pub fn new(runtime: &Runtime, session: &xr::Session<xr::Vulkan>) -> Result<Controllers, Error> {
        let instance = &runtime.instance;
        let path = |path: &str| instance.string_to_path(path).map_err(Error::refused("xrStringToPath"));
        let hands = [path(HANDS[LEFT])?, path(HANDS[RIGHT])?];
        let set = instance.create_action_set("hands", "Hands", 0).map_err(Error::refused("xrCreateActionSet"))?;
        let refused = Error::refused("xrCreateAction");
        let grip = set.create_action("grip", "Hand", &hands).map_err(&refused)?;
        let trigger = set.create_action("pinch", "Pinch", &hands).map_err(&refused)?;
        let squeeze = set.create_action("grasp", "Grasp", &hands).map_err(&refused)?;
        let stick = set.create_action("stick", "Move and turn", &hands).map_err(&refused)?;
        let menu = set.create_action("menu", "Menu", &hands).map_err(&refused)?;
        let shake = set.create_action("shake", "Felt touch", &hands).map_err(&refused)?;
        for profile in offered(&runtime.extensions) {
            let mut bindings = Vec::new();
            for hand in HANDS {
                let of_hand = |what: &str| path(&format!("{hand}/{what}"));
                bindings.push(xr::Binding::new(&grip, of_hand("input/grip/pose")?));
                bindings.push(xr::Binding::new(&trigger, of_hand(profile.trigger)?));
                if let Some(what) = profile.squeeze {
                    bindings.push(xr::Binding::new(&squeeze, of_hand(what)?));
                }
                if let Some(what) = profile.stick {
                    bindings.push(xr::Binding::new(&stick, of_hand(what)?));
                }
                if profile.shakes {
                    bindings.push(xr::Binding::new(&shake, of_hand("output/haptic")?));
                }
            }
            for (side, what) in profile.menu {
                bindings.push(xr::Binding::new(&menu, path(&format!("{}/{what}", HANDS[*side]))?));
            }
            instance
                .suggest_interaction_profile_bindings(path(profile.path)?, &bindings)
                .map_err(Error::refused("xrSuggestInteractionProfileBindings"))?;
        }
        session.attach_action_sets(&[&set]).map_err(Error::refused("xrAttachSessionActionSets"))?;
        let space =
            |hand| grip.create_space(session, hand, xr::Posef::IDENTITY).map_err(Error::refused("xrCreateActionSpace"));
        let grips = [space(hands[LEFT])?, space(hands[RIGHT])?];
        let (bare_hands, profiles) = (path(BARE_HANDS)?, [xr::Path::NULL; 2]);
        let (values, active) = ([[0.0; 2]; 2], [false; 2]);
        Ok(Controllers {
            set,
            grip,
            trigger,
            squeeze,
            stick,
            menu,
            shake,
            hands,
            grips,
            bare_hands,
            profiles,
            values,
            active,
        })
    }

    /// Which kinds are bound now: asked when the runtime says that it has changed.
    pub fn read_profiles(&mut self, session: &xr::Session<xr::Vulkan>) -> Result<(), Error> {
        for (profile, hand) in self.profiles.iter_mut().zip(self.hands) {
            *profile =
                session.current_interaction_profile(hand).map_err(Error::refused("xrGetCurrentInteractionProfile"))?;
        }
        Ok(())
    }

    /// Paths of the kinds that are bound now, as the runtime names them; empty for none.
    pub fn profile_names(&self, instance: &xr::Instance) -> [String; 2] {
        self.profiles.map(|path| {
            if path == xr::Path::NULL { None } else { instance.path_to_string(path).ok() }.unwrap_or_default()
        })
    }

    /// Reads sticks and buttons; they are those of now, not of a tick.
    pub fn sync(&mut self, session: &xr::Session<xr::Vulkan>) -> Result<Asked, Error> {
        session.sync_actions(&[(&self.set).into()]).map_err(Error::refused("xrSyncActions"))?;
        let refused = Error::refused("xrGetActionState");
        let mut asked = Asked::default();
        for side in [LEFT, RIGHT] {
            let hand = self.hands[side];
            let value = |action: &xr::Action<f32>| action.state(session, hand).map(|s| s.current_state);
            self.values[side] = [value(&self.trigger).map_err(&refused)?, value(&self.squeeze).map_err(&refused)?];
            self.active[side] = self.grip.is_active(session, hand).map_err(&refused)?;
            let stick = self.stick.state(session, hand).map_err(&refused)?.current_state;
            asked.sticks[side] = Vec2::new(stick.x, stick.y);
            asked.menu |= self.menu.state(session, hand).map_err(&refused)?.current_state;
        }
        Ok(asked)
    }

    /// The controller of a hand at a time, in `floor`; None where none is held.
    pub fn held(&self, side: usize, floor: &xr::Space, at: xr::Time) -> Result<Option<Controller>, Error> {
        if !self.active[side] || self.profiles[side] == self.bare_hands {
            return Ok(None);
        }
        let found = self.grips[side].locate(floor, at).map_err(Error::refused("xrLocateSpace"))?;
        let [trigger, squeeze] = self.values[side];
        let stage_from_grip = located(found.location_flags, found.pose, true);
        Ok(stage_from_grip.map(|stage_from_grip| Controller { stage_from_grip, trigger, squeeze }))
    }

    /// A short tap in the hand, 0…1 strong.
    pub fn shake(&self, session: &xr::Session<xr::Vulkan>, side: usize, strength: f32) -> Result<(), Error> {
        /// Design: as short as the touch of a fingertip is felt to be.
        const TAP_NS: i64 = 15_000_000;
        let tap = xr::HapticVibration::new()
            .duration(xr::Duration::from_nanos(TAP_NS))
            .frequency(xr::FREQUENCY_UNSPECIFIED)
            .amplitude(strength.clamp(0.0, 1.0));
        self.shake.apply_feedback(session, self.hands[side], &tap).map_err(Error::refused("xrApplyHapticFeedback"))
    }
}
