// It tells the engine itself not to report home before it imports it.
import * as library from '@huggingface/transformers';

// The bundle is the whole truth: nothing is fetched, nothing is cached, and no error prints what somebody sent.
library.env.allowRemoteModels = false;
library.env.allowLocalModels = true;
library.env.useFSCache = false;
library.env.useBrowserCache = false;
library.env.fetch = () => Promise.reject(new Error('a runner has no network'));
library.env.logLevel = library.LogLevel.NONE;

/** transformers.js, told to stay at home. */
export { library };
