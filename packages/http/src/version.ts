// The version in `user-agent`.
export const version = '0.0.0';
