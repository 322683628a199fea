from homelab.modules.preset_defaults import with_preset
from homelab.modules.preset_override import overriding_preset, preset_of_all
from homelab.modules.presets import Preset
from tests.modules.workspaces import workspace


def test_a_workspace_takes_the_preset_of_all_and_otherwise_its_own():
    args = workspace(preset="production")
    with overriding_preset(Preset.DEVELOPMENT):
        assert with_preset(args) == args
        with overriding_preset(None):
            assert "documentdb" in with_preset(args)
    assert preset_of_all() is None
