/** What `--fail-on` takes; apart from what reads it, so that `--help` loads no rules. */
export const failOnNames = ['error', 'warning', 'note', 'vacuous', 'changed', 'existing'] as const;
