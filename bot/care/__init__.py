"""The editor's tools: each looks at a FAQ and says what it finds; none changes it by itself."""
