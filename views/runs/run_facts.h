// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include "views/state/run_info.h"

namespace phi1 {

class CurveData;
class FactsGrid;
class SectionTitle;

/// "Now": what the run last reported, with its units.
class RunFacts final : public QWidget
{
    Q_OBJECT
public:
    explicit RunFacts(QWidget *parent = nullptr);
    void show(const RunInfo &run);
    using QWidget::show;

private:
    SectionTitle *m_title;
    FactsGrid *m_facts;
    QStringList m_labels;
};

} // namespace phi1
