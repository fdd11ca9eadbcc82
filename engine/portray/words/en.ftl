# Words of the interface. The words of a drill are in its folder.
checklist = Step { $next } of { $all }
checklist-finished = Every step is done: say “finished”.
step-done = ✓ { $title }
step-left-out = ✗ { $title }
step-next = → { $title }
step-waiting = · { $title }

pressure = { $pascals } Pa

label-expiry = Expires in { $days } d
label-expired = EXPIRED { $days } d ago
label-indicator-turned = Indicator: turned ✓
label-indicator-unturned = Indicator: NOT turned
label-size = Size { $size }
label-tear-none = Pack intact
label-tear-seam = Seal open
label-sterile = STERILE — grade B garments

sign-unclassified = Entrance lobby
sign-D = Grade D
sign-C = Grade C
sign-B = Grade B
sign-A = Grade A

control-kiosk-fit = Fit
control-kiosk-unfit = Not fit
control-badge-reader = Badge
control-log-entry = Access log: sign
control-alarm-suite-ack = Acknowledge alarm
control-exit-degown = Exit — degowning
control-print-glove_left = Left glove print
control-print-glove_right = Right glove print
control-plate-forearm_left = Left forearm
control-plate-forearm_right = Right forearm
control-plate-chest = Chest
control-plate-hood = Hood

outcome-passed = Passed
outcome-failed = Not passed
outcome-abandoned = Abandoned
outcome-interrupted = Interrupted
debrief-score = { $score } / 100 — pass mark { $pass }
debrief-duration = Took { $minutes } min { $seconds } s — { $done } steps of { $all }
debrief-none = No deviation was found.
debrief-deviations = Deviations: { $count }
debrief-more = … and { $count } more in the written report.
severity-critical = Critical
severity-major = Major
severity-minor = Minor
severity-recovered = Put right
deviation = { $at } — { $severity }: { $what }
deviation-why = Why: { $why }
deviation-remedy = Next time: { $remedy }
