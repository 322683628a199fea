import * as homelab from "@pulumi/homelab";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const workspace = new homelab.AIWorkspace("workspace", {
    namespace: "plugin-typescript",
    retain: false,
    openai: { userProvided: true },
    librechat: {
        domain: "chat.example.com",
        ingress: { enabled: false },
        config: {
            interface: {
                customWelcome: pulumi.output("Welcome to " + pulumi.getStack()),
                temporaryChatRetention: 720,
            },
            mcpServers: {
                tickets_of_us: {
                    type: "streamable-http",
                    url: "http://tickets.tools.svc.cluster.local:8080/mcp",
                    headers: { Authorization: "Bearer ${TICKETS_TOKEN}" },
                },
            },
        },
        env: { LOGIN_MAX: "5" },
        secretEnv: { TICKETS_TOKEN: config.requireSecret("tickets-token") },
    },
});

export const url = workspace.url;
