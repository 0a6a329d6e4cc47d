import { z } from "zod";
import { textOrTexts } from "./fields.ts";
import { licenseFields } from "./license.ts";

const color = z.enum(["red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"]);

/** What YAML reads as a number where nobody quoted it. */
const version = z.union([z.string(), z.number()], { error: "a version expected" });

/** The configuration of a space that the Hub documents; other keys are kept. */
export const spaceCardDataSchema = z.looseObject({
  ...licenseFields,
  title: z.string().optional(),
  emoji: z.string().optional(),
  colorFrom: color.optional(),
  colorTo: color.optional(),
  sdk: z.enum(["gradio", "streamlit", "docker", "static"]).optional(),
  sdk_version: version.optional(),
  python_version: version.optional(),
  app_file: z.string().optional(),
  app_build_command: z.string().optional(),
  app_port: z.int().optional(),
  base_path: z.string().startsWith("/", { error: "a path that begins with / expected" }).optional(),
  fullWidth: z.boolean().optional(),
  header: z.enum(["mini", "default"]).optional(),
  short_description: z.string().max(60, { error: "at most 60 characters expected" }).optional(),
  models: textOrTexts.optional(),
  datasets: textOrTexts.optional(),
  tags: z.array(z.string()).optional(),
  thumbnail: z.string().optional(),
  pinned: z.boolean().optional(),
  hf_oauth: z.boolean().optional(),
  hf_oauth_scopes: z.array(z.string()).optional(),
  hf_oauth_expiration_minutes: z.int().max(43200, { error: "at most 43200 minutes expected" }).optional(),
  hf_oauth_authorized_org: textOrTexts.optional(),
  disable_embedding: z.boolean().optional(),
  startup_duration_timeout: z.string().optional(),
  suggested_hardware: z.string().optional(),
  suggested_storage: z.enum(["small", "medium", "large"]).optional(),
  custom_headers: z.record(z.string(), z.string()).optional(),
  preload_from_hub: z.array(z.string()).optional(),
});

export type SpaceCardData = z.output<typeof spaceCardDataSchema>;
