# Mots de l'interface. Les mots d'un exercice sont dans son dossier.
checklist = Étape { $next } sur { $all }
checklist-finished = Toutes les étapes sont faites : dites « terminé ».
step-done = ✓ { $title }
step-left-out = ✗ { $title }
step-next = → { $title }
step-waiting = · { $title }

pressure = { $pascals } Pa

label-expiry = Péremption : { $days } j
label-expired = PÉRIMÉ depuis { $days } j
label-indicator-turned = Témoin : viré ✓
label-indicator-unturned = Témoin : NON viré
label-size = Taille { $size }
label-tear-none = Emballage intact
label-tear-seam = Soudure ouverte
label-sterile = STÉRILE — tenue classe B

sign-unclassified = Sas d'entrée
sign-D = Classe D
sign-C = Classe C
sign-B = Classe B
sign-A = Classe A

control-kiosk-fit = Apte
control-kiosk-unfit = Non apte
control-badge-reader = Badge
control-log-entry = Registre d'accès : signer
control-alarm-suite-ack = Acquitter l'alarme
control-exit-degown = Sortie — déshabillage
control-print-glove_left = Empreinte gant gauche
control-print-glove_right = Empreinte gant droit
control-plate-forearm_left = Avant-bras gauche
control-plate-forearm_right = Avant-bras droit
control-plate-chest = Poitrine
control-plate-hood = Cagoule

outcome-passed = Réussi
outcome-failed = Non réussi
outcome-abandoned = Abandonné
outcome-interrupted = Interrompu
debrief-score = { $score } / 100 — seuil { $pass }
debrief-duration = Durée { $minutes } min { $seconds } s — { $done } étapes sur { $all }
debrief-none = Aucun écart constaté.
debrief-deviations = Écarts : { $count }
debrief-more = … et { $count } de plus dans le compte rendu écrit.
severity-critical = Critique
severity-major = Majeur
severity-minor = Mineur
severity-recovered = Corrigé
deviation = { $at } — { $severity } : { $what }
deviation-why = Pourquoi : { $why }
deviation-remedy = La prochaine fois : { $remedy }
