from workbench.connectors.catalogue import get_provider, list_providers
from workbench.connectors.endpoints import is_local
from workbench.connectors.keys import check_key_variable
from workbench.connectors.presets import PRESETS


def test_every_provider_can_be_picked_and_every_pick_has_a_provider():
    assert {preset.provider for preset in PRESETS} == {provider.name for provider in list_providers()}
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)


def test_presets_agree_with_the_catalogue():
    for preset in PRESETS:
        check_key_variable(preset.key_variable)
        provider = get_provider(preset.provider)
        if provider.base_url:
            assert preset.base_url == provider.base_url
        assert is_local(preset.base_url) == ("this machine" in preset.name)
