/** What `--to` takes; apart from the exporters, so that `--help` loads none of them. */
export const exportFormatNames = ['policy', 'smt-lib', 'alloy'] as const;
