/** Where the settings of a project are looked for, in the working directory. */
export const settingsFile = 'dutyproof.yaml';
