// A workspace, in Go: what the programs in YAML and TypeScript beside it deploy.
package main

import (
	"example.com/pulumi-homelab/sdk/go/homelab"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		token := config.RequireSecret(ctx, "tickets-token")
		workspace, err := homelab.NewAIWorkspace(ctx, "workspace", &homelab.AIWorkspaceArgs{
			Namespace: pulumi.String("plugin-go"),
			Retain:    pulumi.BoolRef(false),
			Openai:    &homelab.OpenAIArgs{UserProvided: pulumi.BoolRef(true)},
			Librechat: homelab.WorkspaceLibreChatArgs{
				Domain:  pulumi.String("chat.example.com"),
				Ingress: &homelab.IngressArgs{Enabled: pulumi.BoolRef(false)},
				Config: map[string]pulumi.Input{
					"interface": pulumi.Map{"customWelcome": pulumi.Sprintf("Welcome to %s", ctx.Stack())},
				},
				Env:       map[string]pulumi.StringInput{"LOGIN_MAX": pulumi.String("5")},
				SecretEnv: map[string]pulumi.StringInput{"TICKETS_TOKEN": token},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("url", workspace.Url)
		return nil
	})
}
