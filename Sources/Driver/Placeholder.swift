import Basic
