//! A session in a headset: what the runtime asks for, its floor, its eyes and hands, and the pictures it is given.
//!
//! A loop over it, which waits on nothing but [`Headset::wait`]:
//!
//! ```text
//! loop {
//!     if let Some(why) = headset.listen()? { break }
//!     let Some(moment) = headset.wait()? else { continue };
//!     for tick in sampler.due(moment.display_ns) { headset.look(&tick) … }
//!     if moment.shown {
//!         let eyes = headset.locate(moment)?;       // encode a picture of these eyes into moment.part of headset.acquire()
//!         let eyes = headset.locate(moment)?;       // once more, then submit
//!     }
//!     headset.end(moment, …)?;
//! }
//! ```

use crate::buffers::{EyeBuffers, EyeImage};
use crate::controllers::{Asked, Controllers};
use crate::depth::{self, Depth};
use crate::device::Device;
use crate::error::Error;
use crate::hands::Trackers;
use crate::headset;
use crate::hints;
use crate::pace::Pace;
use crate::pacing;
use crate::probe;
use crate::quads::{self, Quads};
use crate::runtime::Runtime;
use crate::sources::Seen;
use crate::spaces::{self, Floor, located};
use crate::states::{Do, Event, Life, Moved, State, Ticks, Why};
use glam::Vec2;
use openxr as xr;
use scene::Eye;
use std::time::Duration;
use tape::Pose;

const VIEWS: xr::ViewConfigurationType = xr::ViewConfigurationType::PRIMARY_STEREO;
/// While the headset lies on a table.
const IDLE: Duration = Duration::from_millis(10);

/// How the eyes are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// Both in one.
    One,
    /// One each: the driver has no multiview, or draws it wrong.
    Two(&'static str),
}

/// A picture that is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// From 0, without gaps.
    pub number: u64,
    /// When it will be seen, in the runtime's time.
    pub display_ns: i64,
    /// From picture to picture.
    pub period_ns: i64,
    /// It will be seen: draw it.
    pub shown: bool,
    /// Periods since the moment before that showed nothing new.
    pub missed: u32,
    /// Share of the eye buffers' width and height to draw it with, and that in pixels from the corner (0, 0).
    pub scale: f32,
    pub part: [u32; 2],
    /// What a tick of the room is now.
    pub ticks: Ticks,
}

/// What was found and chosen, for the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The headset that its file of `headset-config/` is for.
    pub file: String,
    pub runtime: String,
    pub headset: String,
    pub gpu: String,
    pub passes: Passes,
    pub floor: Floor,
    /// Pixels of an eye.
    pub size: [u32; 2],
    /// Pictures a second that are offered, and the one that was asked for; empty where the runtime does not say.
    pub rates_hz: Vec<f32>,
    pub rate_hz: Option<f32>,
    pub hands: bool,
    /// Pictures are timed on the GPU: without it only missed ones make the next ones smaller.
    pub timed: bool,
    /// The runtime gets the pictures' depth as well.
    pub depth: bool,
    /// The runtime was told that every frame matters.
    pub hinted: bool,
    /// What becomes of the headset's foveation, if it has any.
    pub foveation: Option<&'static str>,
}

pub struct Headset {
    // In the order in which they must go.
    buffers: EyeBuffers,
    depth: Option<Depth>,
    pace: Pace,
    quads: Quads,
    controllers: Controllers,
    trackers: Trackers,
    head: xr::Space,
    floor: xr::Space,
    stream: xr::FrameStream<xr::Vulkan>,
    waiter: xr::FrameWaiter,
    session: xr::Session<xr::Vulkan>,
    device: Device,
    runtime: Runtime,
    blend: xr::EnvironmentBlendMode,
    floor_kind: xr::ReferenceSpaceType,
    events: xr::EventDataBuffer,
    life: Life,
    views: [xr::View; 2],
    found: Found,
    asked: Asked,
    mask_changed: bool,
}

impl Headset {
    /// Begins a session of the runtime's headset, as `file`, which was chosen for it ([`headset::choose`]), asks.
    ///
    /// # Errors
    /// What the file needs and the runtime lacks; what the runtime or the graphics driver refuses.
    pub fn open(mut runtime: Runtime, file: &headset::Headset) -> Result<Headset, Error> {
        runtime.follow(file)?;
        let device = Device::open(&runtime)?;
        let passes = probe::passes(&device);
        let system = runtime.system;
        let instance = runtime.instance.clone();
        let views = instance
            .enumerate_view_configuration_views(system, VIEWS)
            .map_err(Error::refused("xrEnumerateViewConfigurationViews"))?;
        let view = views.first().ok_or(Error::Lacks { runtime: runtime.name.clone(), what: "two eyes" })?;
        let size = file.eye_px(
            [view.recommended_image_rect_width, view.recommended_image_rect_height],
            [view.max_image_rect_width, view.max_image_rect_height],
        );
        let blends = instance
            .enumerate_environment_blend_modes(system, VIEWS)
            .map_err(Error::refused("xrEnumerateEnvironmentBlendModes"))?;
        let blend = *blends.first().ok_or(Error::Lacks { runtime: runtime.name.clone(), what: "a way to show" })?;
        // SAFETY: the handles are those of the device that this runtime has made, which the session does not outlive.
        let session = unsafe { instance.create_session::<xr::Vulkan>(system, &device.session) };
        let (session, waiter, stream) = session.map_err(Error::refused("xrCreateSession"))?;
        let (floor, space) = spaces::floor(&runtime, &session)?;
        let head = session
            .create_reference_space(xr::ReferenceSpaceType::VIEW, xr::Posef::IDENTITY)
            .map_err(Error::refused("xrCreateReferenceSpace"))?;
        let trackers = Trackers::new(&runtime, &session)?;
        let controllers = Controllers::new(&runtime, &session)?;
        let buffers = EyeBuffers::colour(&session, &device, size, &file.colour.formats)?;
        let (rates_hz, rate_hz) = choose_rate(&runtime, &session, file);
        let pace = Pace::new(file, &device, rate_hz);
        let system_properties = instance.system_properties(system).map_err(Error::refused("xrGetSystemProperties"))?;
        let layers = system_properties.graphics_properties.max_layer_count;
        let quads = Quads::new(&session, &device, &buffers, layers);
        let found = Found {
            file: file.name.as_str().to_owned(),
            runtime: runtime.name.clone(),
            headset: runtime.headset.clone(),
            gpu: device.name.clone(),
            passes,
            floor,
            size,
            rates_hz,
            rate_hz,
            hands: trackers.exist(),
            timed: pace.times(),
            depth: false,
            hinted: hints::give(&runtime, &session),
            foveation: file.foveation.by.told(),
        };
        let floor_kind = match floor {
            Floor::Stage => xr::ReferenceSpaceType::STAGE,
            Floor::LocalFloor => xr::ReferenceSpaceType::LOCAL_FLOOR,
            Floor::Supposed => xr::ReferenceSpaceType::LOCAL,
        };
        Ok(Headset {
            buffers,
            depth: None,
            pace,
            quads,
            controllers,
            trackers,
            head,
            floor: space,
            stream,
            waiter,
            session,
            device,
            runtime,
            blend,
            floor_kind,
            events: xr::EventDataBuffer::new(),
            life: Life::new(),
            views: Default::default(),
            found,
            asked: Asked::default(),
            mask_changed: true,
        })
    }

    pub fn found(&self) -> &Found {
        &self.found
    }

    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Gives the runtime the depth of the pictures from now on, if it takes it and the headset's file wants it: pixels
    /// are then moved by how far they are where a head has moved on. Reversed depth: 1 at `near_m` metres from the eye,
    /// 0 at infinity. Who calls this and hears true must draw into [`Headset::depth`] as well.
    pub fn with_depth(&mut self, near_m: f32) -> Result<bool, Error> {
        if self.depth.is_none() && self.runtime.extensions.khr_composition_layer_depth {
            let buffers = EyeBuffers::depth(&self.session, &self.device, self.buffers.size)?;
            self.depth = buffers.map(|buffers| Depth::new(buffers, near_m));
        }
        self.found.depth = self.depth.is_some();
        Ok(self.found.depth)
    }

    /// Size of the floor that is free for the person, metres along x and z; None where the runtime does not know.
    pub fn free_floor_m(&self) -> Option<Vec2> {
        let bounds = self.session.reference_space_bounds_rect(xr::ReferenceSpaceType::STAGE).ok()??;
        Some(Vec2::new(bounds.width, bounds.height))
    }

    /// Format of the eye buffers.
    pub fn format(&self) -> wgpu::TextureFormat {
        self.buffers.format
    }

    /// Kinds of controllers bound now, left and right, as paths of OpenXR; empty for none.
    pub fn profiles(&self) -> [String; 2] {
        self.controllers.profile_names(&self.runtime.instance)
    }

    /// Hears what the runtime has to say, and does it. `Some`: the session is over, and nothing more may be asked of it.
    pub fn listen(&mut self) -> Result<Option<Why>, Error> {
        let instance = self.runtime.instance.clone();
        loop {
            let polled = instance.poll_event(&mut self.events).map_err(Error::refused("xrPollEvent"));
            let event = match polled {
                Err(Error::Over(why)) => return Ok(Some(why)),
                Err(other) => return Err(other),
                Ok(None) => return Ok(None),
                Ok(Some(xr::Event::VisibilityMaskChangedKHR(_))) => {
                    self.mask_changed = true;
                    None
                }
                Ok(Some(xr::Event::DisplayRefreshRateChangedFB(change))) => {
                    self.pace.rate(change.to_display_refresh_rate().recip());
                    None
                }
                Ok(Some(event)) => translate(&event, self.floor_kind),
            };
            if let Some(over) = event.map_or(Ok(None), |event| self.tell(event))? {
                return Ok(Some(over));
            }
        }
    }

    /// The person leaves. `Some` as in [`Headset::listen`].
    pub fn leave(&mut self) -> Result<Option<Why>, Error> {
        self.tell(Event::Leave)
    }

    fn tell(&mut self, event: Event) -> Result<Option<Why>, Error> {
        for what in self.life.on(event) {
            match what {
                Do::Begin => drop(self.session.begin(VIEWS).map_err(Error::refused("xrBeginSession"))?),
                Do::End => drop(self.session.end().map_err(Error::refused("xrEndSession"))?),
                Do::RequestExit => self.session.request_exit().map_err(Error::refused("xrRequestExitSession"))?,
                Do::ReadProfiles => self.controllers.read_profiles(&self.session)?,
                Do::Exit(why) => return Ok(Some(why)),
                // Done by those who hold the tape and this session, when they hear that it is over.
                Do::Resume | Do::Pause | Do::CloseTape | Do::DestroySession | Do::DestroyInstance => {}
            }
        }
        Ok(None)
    }

    /// Waits for the time of the next picture: the only place where a loop waits. None while the headset wants none.
    /// Each moment must be ended ([`Headset::end`]).
    pub fn wait(&mut self) -> Result<Option<Moment>, Error> {
        if !self.life.runs() {
            self.pace.rest();
            std::thread::sleep(IDLE);
            return Ok(None);
        }
        let state = self.waiter.wait().map_err(Error::refused("xrWaitFrame"))?;
        // Most of what happens does so during the wait, and a floor that has moved must be known before poses are.
        if let Some(why) = self.listen()? {
            return Err(Error::Over(why));
        }
        if !self.life.runs() {
            return Ok(None);
        }
        self.stream.begin().map_err(Error::refused("xrBeginFrame"))?;
        self.asked = if self.life.has_focus() { self.controllers.sync(&self.session)? } else { Asked::default() };
        let display_ns = state.predicted_display_time.as_nanos();
        let period_ns = state.predicted_display_period.as_nanos();
        let (number, missed) = self.pace.begin(display_ns, period_ns, state.should_render);
        let scale = self.pace.scale();
        Ok(Some(Moment {
            number,
            display_ns,
            period_ns,
            shown: state.should_render,
            missed,
            scale,
            part: pacing::part(self.buffers.size, scale),
            ticks: self.life.ticks(),
        }))
    }

    /// The GPU's work on a moment's picture begins here in `encoder`.
    pub fn time_from(&mut self, encoder: &mut wgpu::CommandEncoder) {
        self.pace.time_from(encoder);
    }

    /// It ends here, in the same encoder, which must then be submitted.
    pub fn time_to(&mut self, encoder: &mut wgpu::CommandEncoder) {
        self.pace.time_to(encoder);
    }

    /// What became known with this moment of earlier ones: their numbers, and the seconds that the GPU took.
    pub fn timed(&self) -> impl Iterator<Item = (u64, f32)> {
        self.pace.timed()
    }

    /// Sticks and buttons at this moment.
    pub fn asked(&self) -> Asked {
        self.asked
    }

    /// Was the floor moved under the person by this time? Said once.
    pub fn moved(&mut self, at_ns: i64) -> Option<Moved> {
        self.life.moved(at_ns)
    }

    /// The head at a time, on the floor; None while it is not known.
    pub fn head(&self, at_ns: i64) -> Result<Option<Pose>, Error> {
        let at = self.head.locate(&self.floor, xr::Time::from_nanos(at_ns));
        let at = at.map_err(Error::refused("xrLocateSpace"))?;
        Ok(located(at.location_flags, at.pose, false))
    }

    /// What is seen of a hand at a time, on the floor.
    pub fn seen(&self, side: usize, at_ns: i64) -> Result<Seen, Error> {
        let at = xr::Time::from_nanos(at_ns);
        Ok(Seen {
            bare: self.trackers.bare(side, &self.floor, at)?,
            controller: self.controllers.held(side, &self.floor, at)?,
        })
    }

    /// A tap in the hand that holds a controller, 0…1 strong.
    pub fn shake(&self, side: usize, strength: f32) -> Result<(), Error> {
        self.controllers.shake(&self.session, side, strength)
    }

    /// What the lenses never show, when it is new: for each eye the corners of triangles, as tangents to the right and up.
    pub fn mask(&mut self) -> Option<[Vec<Vec2>; 2]> {
        if !std::mem::take(&mut self.mask_changed) || !self.runtime.extensions.khr_visibility_mask {
            return None;
        }
        let kind = xr::VisibilityMaskTypeKHR::HIDDEN_TRIANGLE_MESH;
        let of_eye = |eye| {
            let mask = self.session.get_visibility_mask_khr(VIEWS, eye, kind).unwrap_or_default();
            let corner = |&i: &u32| mask.vertices.get(i as usize).map(|v| Vec2::new(v.x, v.y));
            // A corner that is not there would shift all triangles after it.
            mask.indices.iter().map(corner).collect::<Option<Vec<Vec2>>>().unwrap_or_default()
        };
        Some([of_eye(0), of_eye(1)])
    }

    /// Where the eyes are when a picture will be seen, as far as it is known now: ask again just before submitting. None
    /// while the head is not known. The last answer is what the runtime is told of the picture.
    pub fn locate(&mut self, moment: Moment) -> Result<Option<[Eye; 2]>, Error> {
        let info = xr::sys::ViewLocateInfo {
            ty: xr::sys::ViewLocateInfo::TYPE,
            next: std::ptr::null(),
            view_configuration_type: VIEWS,
            display_time: xr::Time::from_nanos(moment.display_ns),
            space: self.floor.as_raw(),
        };
        let mut state = xr::sys::ViewState {
            ty: xr::sys::ViewState::TYPE,
            next: std::ptr::null_mut(),
            view_state_flags: xr::ViewStateFlags::EMPTY,
        };
        let mut count = 0;
        let mut found = [xr::sys::View {
            ty: xr::sys::View::TYPE,
            next: std::ptr::null_mut(),
            pose: xr::Posef::IDENTITY,
            fov: xr::Fovf::default(),
        }; 2];
        // SAFETY: every pointer is to a live value of its type, with room for two views. The safe call of the crate makes
        // a list of its own each time, and this is asked twice a frame.
        let answer = unsafe {
            (self.runtime.instance.fp().locate_views)(
                self.session.as_raw(),
                &info,
                &mut state,
                found.len() as u32,
                &mut count,
                found.as_mut_ptr(),
            )
        };
        if answer.into_raw() < 0 {
            return Err(Error::refused("xrLocateViews")(answer));
        }
        let known = xr::ViewStateFlags::POSITION_VALID | xr::ViewStateFlags::ORIENTATION_VALID;
        if !state.view_state_flags.contains(known) {
            return Ok(None);
        }
        self.views = found.map(|view| xr::View { pose: view.pose, fov: view.fov });
        Ok(Some([0, 1].map(|i| spaces::eye(&self.views[i]))))
    }

    /// The image to draw the next picture into; [`Headset::end`] gives it back.
    pub fn acquire(&mut self) -> Result<usize, Error> {
        if let Some(depth) = &mut self.depth {
            depth.acquire()?;
        }
        self.buffers.acquire()
    }

    /// Where the depth of the acquired image is drawn; None where the runtime takes none.
    pub fn depth(&self) -> Option<&EyeImage> {
        self.depth.as_ref().map(Depth::image)
    }

    pub fn image(&self, image: usize) -> &EyeImage {
        self.buffers.image(image)
    }

    /// Panels as pictures of their own, which lie under the next one.
    pub fn quads(&mut self) -> &mut Quads {
        &mut self.quads
    }

    /// Ends a moment, with the picture that was drawn into the acquired image (and submitted), or with none.
    pub fn end(&mut self, moment: Moment, drawn: bool) -> Result<(), Error> {
        let at = xr::Time::from_nanos(moment.display_ns);
        if !drawn {
            self.quads.take_down();
            return self.stream.end(at, self.blend, &[]).map_err(Error::refused("xrEndFrame"));
        }
        self.buffers.release()?;
        self.pace.drawn(moment.scale);
        let depth = match &mut self.depth {
            Some(depth) => Some(depth.release(moment.part)?),
            None => None,
        };
        let views = [0, 1].map(|eye| {
            let xr::View { pose, fov } = self.views[eye];
            let part = self.buffers.part(eye as u32, moment.part);
            let view = xr::CompositionLayerProjectionView::new().pose(pose).fov(fov).sub_image(part);
            match &depth {
                Some(depth) => depth::with(view, &depth[eye]),
                None => view,
            }
        });
        let under = self.quads.layers(&self.floor);
        let hung = self.quads.hung();
        // A runtime need not blend what has no holes.
        let flags = if hung > 0 {
            xr::CompositionLayerFlags::BLEND_TEXTURE_SOURCE_ALPHA
        } else {
            xr::CompositionLayerFlags::EMPTY
        };
        let eyes = xr::CompositionLayerProjection::new().layer_flags(flags).space(&self.floor).views(&views);
        let mut layers: [&xr::CompositionLayerBase<xr::Vulkan>; quads::MOST + 1] = [&eyes; quads::MOST + 1];
        for (layer, quad) in layers.iter_mut().zip(&under[..hung]) {
            *layer = quad;
        }
        let ended = self.stream.end(at, self.blend, &layers[..=hung]).map_err(Error::refused("xrEndFrame"));
        self.quads.take_down();
        ended
    }
}

/// The rates that are offered, and the one that the file makes of them.
fn choose_rate(
    runtime: &Runtime,
    session: &xr::Session<xr::Vulkan>,
    file: &headset::Headset,
) -> (Vec<f32>, Option<f32>) {
    if !runtime.extensions.fb_display_refresh_rate {
        return (Vec::new(), None);
    }
    let rates = session.enumerate_display_refresh_rates().unwrap_or_default();
    let asked = file.rate_hz(&rates).filter(|&hz| session.request_display_refresh_rate(hz).is_ok());
    (rates, asked)
}

/// An event of the runtime in our words; None for what does not concern us.
fn translate(event: &xr::Event, floor: xr::ReferenceSpaceType) -> Option<Event> {
    Some(match event {
        xr::Event::SessionStateChanged(change) => Event::State(match change.state() {
            xr::SessionState::IDLE => State::Idle,
            xr::SessionState::READY => State::Ready,
            xr::SessionState::SYNCHRONIZED => State::Synchronized,
            xr::SessionState::VISIBLE => State::Visible,
            xr::SessionState::FOCUSED => State::Focused,
            xr::SessionState::STOPPING => State::Stopping,
            xr::SessionState::LOSS_PENDING => State::LossPending,
            xr::SessionState::EXITING => State::Exiting,
            _ => return None,
        }),
        xr::Event::ReferenceSpaceChangePending(change) if change.reference_space_type() == floor => {
            Event::SpaceChange {
                at_ns: change.change_time().as_nanos(),
                old_from_new: change.pose_valid().then(|| spaces::pose(change.pose_in_previous_space())),
            }
        }
        xr::Event::InteractionProfileChanged(_) => Event::ProfileChanged,
        xr::Event::InstanceLossPending(_) => Event::InstanceLost,
        _ => return None,
    })
}
