/** Rule packs that come with the tool, for who lists them without looking for any. */

export const packList = ['aws', 'azure', 'gcp', 'kubernetes', 'postgres'] as const;
