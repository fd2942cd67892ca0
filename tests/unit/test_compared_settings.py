"""The environment variables that a render reads, as the notes of a release compare them."""

from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.comparison.settings import variables_of

VOICE = """
class VoiceSettings(BaseSettings):
    llm_model: str = "small"
    openai_api_key: SecretStr
"""
SETTINGS = """
class Settings(VoiceSettings):
    port: int = Field(default=8081, ge=0)
    environment: Environment
    url: str = Field(alias="SERVICE_URL")


class Other(BaseModel):
    name: str
"""
EXAMPLE = "ENVIRONMENT=development\nOPENAI_API_KEY=replace-me\nEXTRA=1\n"


def rendered(files: dict[str, str]) -> dict[str, RenderedFile]:
    return {path: RenderedFile(text.encode(), FileKind.PLAIN) for path, text in files.items()}


def test_settings_may_be_inherited_from_another_module() -> None:
    files = {"src/a/settings.py": SETTINGS, "src/a/voice.py": VOICE, ".env.example": EXAMPLE}
    found = {
        name: (variable.default, variable.is_required, variable.path)
        for name, variable in variables_of(rendered(files)).items()
    }
    assert found == {
        "ENVIRONMENT": (None, True, "src/a/settings.py"),
        "EXTRA": ("1", False, ".env.example"),
        "LLM_MODEL": ("small", False, "src/a/voice.py"),
        "OPENAI_API_KEY": (None, True, "src/a/voice.py"),
        "PORT": ("8081", False, "src/a/settings.py"),
        "SERVICE_URL": (None, True, "src/a/settings.py"),
    }


def test_a_settings_class_that_names_itself_ends() -> None:
    text = "class A(B): x: int\nclass B(A): y: int\nclass S(BaseSettings, S): z: int\n"
    assert set(variables_of(rendered({"src/a/s.py": text}))) == {"Z"}
