APPLICATION loan
SESSION
  (apply, clerk),
  (appraise, appraiser),
  (score, analyst),
  (approve, officer),
  (countersign, officer),
  (pay, clerk)
INITIATOR clerk
SOD
  (apply, approve)
apply; appraise; score; approve; countersign; pay
