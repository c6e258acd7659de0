# SPDX-License-Identifier: GPL-2.0-or-later
"""What the published schema of SARIF 2.1.0 (OASIS, errata 01) demands of the
objects that labcheck writes: which members there are, which must be there,
what they hold. Other members are refused, as the published one does."""

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
PLACE = {"type": "integer", "minimum": 1}


def ref(name):
    return {"$ref": f"#/definitions/{name}"}


def some(items, least=0):
    return {"type": "array", "minItems": least, "items": items}


def each(items, least=0):
    return {**some(items, least), "uniqueItems": True}


def one_of(*words):
    return {"enum": list(words)}


def thing(required=(), any_of=(), **members):
    return {"type": "object", "additionalProperties": False, "required": list(required),
            **({"anyOf": [{"required": [m]} for m in any_of]} if any_of else {}),
            "properties": {**members, "properties": ref("propertyBag")}}


LEVEL = one_of("none", "note", "warning", "error")

DEFINITIONS = {
    "propertyBag": {"type": "object", "additionalProperties": True,
                    "properties": {"tags": each(TEXT)}},
    "message": thing(any_of=("text", "id"), text=TEXT, markdown=TEXT, id=TEXT,
                     arguments=some(TEXT)),
    "multiformatMessageString": thing(("text",), text=TEXT, markdown=TEXT),
    "reportingConfiguration": thing(enabled={"type": "boolean"}, level=LEVEL,
                                    rank={"type": "number", "minimum": -1, "maximum": 100},
                                    parameters=ref("propertyBag")),
    "reportingDescriptor": thing(
        ("id",), id=TEXT, name=TEXT, shortDescription=ref("multiformatMessageString"),
        fullDescription=ref("multiformatMessageString"), help=ref("multiformatMessageString"),
        helpUri={"type": "string", "format": "uri"},
        defaultConfiguration=ref("reportingConfiguration")),
    "reportingDescriptorReference": thing(any_of=("index", "guid", "id"), id=TEXT, index=COUNT,
                                          guid=TEXT),
    "toolComponent": thing(("name",), name=TEXT, version=TEXT, semanticVersion=TEXT,
                           informationUri={"type": "string", "format": "uri"},
                           rules=each(ref("reportingDescriptor")),
                           notifications=each(ref("reportingDescriptor"))),
    "tool": thing(("driver",), driver=ref("toolComponent"),
                  extensions=each(ref("toolComponent"))),
    "artifactLocation": thing(uri={"type": "string", "format": "uri-reference"},
                              uriBaseId=TEXT, index=COUNT, description=ref("message")),
    "artifactContent": thing(text=TEXT, binary=TEXT,
                             rendered=ref("multiformatMessageString")),
    "region": thing(startLine=PLACE, startColumn=PLACE, endLine=PLACE, endColumn=PLACE,
                    charOffset=COUNT, charLength=COUNT, snippet=ref("artifactContent"),
                    message=ref("message")),
    "physicalLocation": thing(any_of=("address", "artifactLocation"),
                              artifactLocation=ref("artifactLocation"), region=ref("region"),
                              contextRegion=ref("region")),
    "logicalLocation": thing(name=TEXT, index=COUNT, fullyQualifiedName=TEXT,
                             decoratedName=TEXT, kind=TEXT),
    "location": thing(id=COUNT, physicalLocation=ref("physicalLocation"),
                      logicalLocations=each(ref("logicalLocation")), message=ref("message"),
                      annotations=each(ref("region"))),
    "threadFlowLocation": thing(location=ref("location"), kinds=each(TEXT), nestingLevel=COUNT,
                                executionOrder=COUNT,
                                importance=one_of("important", "essential", "unimportant")),
    "threadFlow": thing(("locations",), id=TEXT, message=ref("message"),
                        locations=some(ref("threadFlowLocation"), 1)),
    "codeFlow": thing(("threadFlows",), message=ref("message"),
                      threadFlows=some(ref("threadFlow"), 1)),
    "replacement": thing(("deletedRegion",), deletedRegion=ref("region"),
                         insertedContent=ref("artifactContent")),
    "artifactChange": thing(("artifactLocation", "replacements"),
                            artifactLocation=ref("artifactLocation"),
                            replacements=some(ref("replacement"), 1)),
    "fix": thing(("artifactChanges",), description=ref("message"),
                 artifactChanges=each(ref("artifactChange"), 1)),
    "suppression": thing(("kind",), kind=one_of("inSource", "external"), justification=TEXT,
                         status=one_of("accepted", "underReview", "rejected"),
                         location=ref("location"), guid=TEXT),
    "notification": thing(("message",), message=ref("message"), level=LEVEL,
                          locations=each(ref("location")),
                          descriptor=ref("reportingDescriptorReference"),
                          associatedRule=ref("reportingDescriptorReference")),
    "invocation": thing(("executionSuccessful",), executionSuccessful={"type": "boolean"},
                        exitCode={"type": "integer"}, commandLine=TEXT,
                        toolExecutionNotifications=some(ref("notification")),
                        toolConfigurationNotifications=some(ref("notification"))),
    "result": thing(
        ("message",), ruleId=TEXT, ruleIndex=COUNT, level=LEVEL, message=ref("message"),
        kind=one_of("notApplicable", "pass", "fail", "review", "open", "informational"),
        locations=some(ref("location")), codeFlows=some(ref("codeFlow")),
        relatedLocations=each(ref("location")), fixes=each(ref("fix")),
        partialFingerprints={"type": "object", "additionalProperties": TEXT},
        suppressions=each(ref("suppression")),
        baselineState=one_of("new", "unchanged", "updated", "absent"),
        rank={"type": "number", "minimum": -1, "maximum": 100}),
    "run": thing(("tool",), tool=ref("tool"), invocations=some(ref("invocation")),
                 originalUriBaseIds={"type": "object",
                                     "additionalProperties": ref("artifactLocation")},
                 columnKind=one_of("utf16CodeUnits", "unicodeCodePoints"),
                 results=some(ref("result"))),
}

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "definitions": DEFINITIONS,
    **thing(("version", "runs"), version=one_of("2.1.0"), runs=some(ref("run")),
            **{"$schema": {"type": "string", "format": "uri"}}),
}


def uris(node):
    """All URIs of a log."""
    if isinstance(node, dict):
        if isinstance(node.get("uri"), str):
            yield node["uri"]
        for value in node.values():
            yield from uris(value)
    elif isinstance(node, list):
        for value in node:
            yield from uris(value)
