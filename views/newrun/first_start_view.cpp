// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/first_start_view.h"

#include "views/shell/page.h"

namespace phi1 {

class FirstStartView::Private
{};

FirstStartView::FirstStartView(PageContext &, QWidget *parent)
    : QWidget(parent)
    , m_private(std::make_unique<Private>())
{}

FirstStartView::~FirstStartView() = default;

} // namespace phi1
