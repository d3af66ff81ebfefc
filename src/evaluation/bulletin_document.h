// The bulletin as a document: sections, sentences, tables and charts from its figures. Pure.
#pragma once

#include "document/document.h"
#include "evaluation/bulletin.h"

namespace gaoxin::bulletin {

document::Document make_document(const Bulletin& bulletin, bool zh, Date today);

}  // namespace gaoxin::bulletin
