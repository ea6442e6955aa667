// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/runs_page.h"

namespace phi1 {

class RunsPage::Private
{};

RunsPage::RunsPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>())
{}

RunsPage::~RunsPage() = default;

QWidget *RunsPage::inspector()
{
    return nullptr;
}

void RunsPage::focusSearch() {}

QVariantMap RunsPage::saveState() const
{
    return {};
}

void RunsPage::restoreState(const QVariantMap &) {}

void RunsPage::opened(const QVariantMap &) {}

} // namespace phi1
