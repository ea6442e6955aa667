// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/page.h"

namespace phi1 {

Page::Page(PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
{}

} // namespace phi1
